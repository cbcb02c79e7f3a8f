// `tributary/workers`: the service on Cloudflare Workers, with your own features. The main module of a worker is
//
//   export { JobBoard, RateLimiter } from 'tributary/workers'
//   export default createWorker({ features: [mine] })
import { type Bindings, createWorker as create } from '../entry/create-worker.ts'
import type { Feature } from './tributary.ts'

export { type Bindings, JobBoard, RateLimiter } from '../entry/create-worker.ts'

/** Creates the default export of a worker that serves these features; default: the built-in ones. */
export function createWorker({
  features,
}: {
  features?: readonly Feature[]
} = {}): ExportedHandler<Bindings> {
  return create(features)
}
