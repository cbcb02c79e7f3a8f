// `npm start`: the service on Node, against the upstreams that the variables name.
import { enableCompileCache } from 'node:module'

// Half of the time to the first answer is compiling, so the compiled code is kept between starts. It must be switched on
// Compiling takes half of the start, so compiled code is cached between starts. The cache must be enabled before the modules are
enableCompileCache()
const { serveOnNode } = await import('./serve.ts')
await serveOnNode(process.env)
