import type { Embedded } from '../cli/run.ts'
import { UsageError } from '../cli/usage-error.ts'
import { ConfigError, type Environment, readConfig } from '../config/config.ts'
import { systemClock } from '../core/clock.ts'
import { createNodeRuntime } from '../runtime/node/node.ts'
import { composeService, registry } from './compose.ts'
import { openSqlQueue } from './open-queue.ts'

/** Guards against callers, where there is but one, and what is shared with other instances: it is none of them. */
const passedOver = [
  ...['API_KEYS', 'CLIENT_RPS', 'OPS_PORT', 'TRUST_PROXY', 'CORS_ORIGINS', 'ALLOWED_HOSTS'],
  ...['ROLE', 'REDIS_URL', 'JOBS_REDIS_URL', 'JOBS_FILE'],
]

/** The whole service in this process, configured by the variables as the server is, without a port. */
export function embed(environment: Environment): Embedded {
  const variables = { ...environment, ...Object.fromEntries(passedOver.map((name) => [name, undefined])) }
  const config = configOf(variables)
  const runtime = createNodeRuntime({
    clock: systemClock,
    threadFile: new URL('./thread.ts', import.meta.url),
    ...(config.THREADS !== undefined && { threads: config.THREADS }),
    ...(config.HTTPS_PROXY !== undefined && {
      send: {
        proxy: { url: config.HTTPS_PROXY, ...(config.NO_PROXY !== undefined && { except: config.NO_PROXY }) },
      },
    }),
  })
  const { fetch, service, work } = composeService({
    config,
    runtime,
    compresses: false,
    openQueue: openSqlQueue,
  })
  service.jobs?.queue.start(work)
  return {
    fetch: async (url, init) => fetch(new Request(url, init)),
    async close() {
      await service.jobs?.queue.stop(0)
      await runtime.close()
    },
  }
}

function configOf(variables: Environment) {
  try {
    return readConfig(variables, registry, { pins: true })
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.message.split('\n'))
    throw error
  }
}
