// The service on Cloudflare Workers with the Model Context Protocol, which is a fifth of its bundle. To serve agents on the edge,
// set `main` in wrangler.toml to this file.
import * as mcp from '../mcp/endpoint.ts'
import { createWorker } from './create-worker.ts'

export { JobBoard, RateLimiter } from './create-worker.ts'

export default createWorker(undefined, { loadMcp: async () => mcp })
