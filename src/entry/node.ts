// `npm start`: the service on Node, against the upstreams that the variables name.
import { enableCompileCache } from 'node:module'

// Compiling takes half of the start, so compiled code is cached between starts. The cache must be enabled before the modules that
// it is for are loaded.
enableCompileCache()
const { serveOnNode } = await import('./serve.ts')
await serveOnNode()
