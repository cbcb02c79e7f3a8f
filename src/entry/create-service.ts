import { type Environment, readConfig } from '../config/config.ts'
import { systemClock } from '../core/clock.ts'
import type { Feature } from '../define/feature.ts'
import { sourcesOf } from '../features/index.ts'
import { createNodeRuntime } from '../runtime/node/node.ts'
import { composeService } from './compose.ts'
import { loadFeatures, onThreads, servable } from './load-features.ts'
import { openSqlQueue } from './open-queue.ts'
import { threadFile } from './own-files.ts'

/** A service in this process, without a port. */
export interface OwnService {
  fetch(request: Request): Promise<Response>
  close(): Promise<void>
}

/**
 * Creates the whole service from the same variables as the server. `features` replaces those that the variables name. Rejects
 * with a ConfigError.
 */
export async function createService(
  environment: Environment,
  given?: readonly Feature[],
): Promise<OwnService> {
  const features = given ? servable(given) : await loadFeatures(environment)
  const config = readConfig(environment, sourcesOf(features), { canPinAddress: true })
  const runtime = createNodeRuntime({
    clock: systemClock,
    threadFile,
    threadEnvironment: { ...process.env, FEATURES: given ? '' : environment.FEATURES },
    isOnThreads: onThreads(features, given),
    ...(config.THREADS !== undefined && { threads: config.THREADS }),
    ...(config.HTTPS_PROXY !== undefined && {
      send: {
        proxy: { url: config.HTTPS_PROXY, ...(config.NO_PROXY !== undefined && { except: config.NO_PROXY }) },
      },
    }),
  })
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
