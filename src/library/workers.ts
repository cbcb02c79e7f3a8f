// `tributary/workers`: the service on Cloudflare Workers, with features of your own. The main module of a worker is
//
//   export { JobBoard, RateLimiter } from 'tributary/workers'
//   export default createWorker({ features: [mine] })
import { type Bindings, createWorker as create } from '../entry/create-worker.ts'
import type { Feature } from './tributary.ts'

export { type Bindings, JobBoard, RateLimiter } from '../entry/create-worker.ts'

/** Makes the default export of a worker: these features, or the built-in ones. */
export function createWorker({
  features,
}: {
  features?: readonly Feature[]
} = {}): ExportedHandler<Bindings> {
  return create(features)
}
