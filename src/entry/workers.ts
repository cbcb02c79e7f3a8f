// The service on Cloudflare Workers, as wrangler.toml deploys it.
import { createWorker } from './create-worker.ts'

export { type Bindings, JobBoard, RateLimiter } from './create-worker.ts'

export default createWorker()
