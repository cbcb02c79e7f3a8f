// `node src/entry/warm.ts`, while the image is built: starts the service, asks it once and ends it, so that the compile cache
// that NODE_COMPILE_CACHE names holds all that a start compiles. Half of a start is compiling.
import { serveOnNode } from './serve.ts'

const url = await serveOnNode({ PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent' })
const { ok } = await fetch(`${url}/healthz`)
if (!ok) throw new Error('the service does not answer')
// The cache is written when the process ends of itself.
process.kill(process.pid, 'SIGTERM')
