// `node dist/warm.js`, while the image is built: starts the service, sends it one request and stops it, so that the compile cache
// in NODE_COMPILE_CACHE holds everything that a start compiles. Compiling takes half of a start.
import { serveOnNode } from './serve.ts'

const { promise: warm, resolve: onWarm } = Promise.withResolvers<void>()
const environment = { PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent' }
const url = await serveOnNode({ environment, onWarm })
const { ok } = await fetch(`${url}/healthz`)
if (!ok) throw new Error('the service does not answer')
// Packages that are loaded after the first answer belong to the cache, too.
await warm
// Node writes the cache when the process exits by itself.
process.kill(process.pid, 'SIGTERM')
