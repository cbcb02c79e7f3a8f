import { composeService } from './compose.ts'
import { openSqlQueue } from './open-queue.ts'
import { prepare, type ServeOptions } from './prepare.ts'

/** A service without a port. */
export interface MountedService {
  /** Answers one request. Mount it below a path that is removed from the URL, for example `app.mount('/tributary', service.fetch)` with Hono. */
  fetch(request: Request): Promise<Response>
  /** Ends jobs, threads and connections. Later requests fail. */
  close(): Promise<void>
}

/** Creates the service for your own server. Rejects with one line for each error in the variables or the features. */
export async function createService(options: ServeOptions = {}): Promise<MountedService> {
  const { features, config, openRuntime } = await prepare(options)
  const runtime = openRuntime()
  const { fetch, service, work } = composeService({
    features,
    config,
    runtime,
    compresses: false,
    openQueue: openSqlQueue,
  })
  service.jobs?.queue.start(work)
  return {
    fetch: async (request) => fetch(request),
    async close() {
      await service.jobs?.queue.stop(0)
      await runtime.close()
    },
  }
}
