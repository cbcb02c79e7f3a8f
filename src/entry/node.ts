// `npm start`: the service on Node, against the upstreams that the variables name.
import { serveOnNode } from './serve.ts'

await serveOnNode(process.env)
