import type { Embedded } from '../cli/run.ts'
import { UsageError } from '../cli/usage-error.ts'
import { ConfigError, type Environment } from '../config/config.ts'
import { createService } from './create-service.ts'

/** Settings without effect in an embedded service: it has one caller and no other instances. */
const passedOver = [
  ...['API_KEYS', 'CLIENT_RPS', 'OPS_PORT', 'TRUST_PROXY', 'CORS_ORIGINS', 'ALLOWED_HOSTS'],
  ...['ROLE', 'REDIS_URL', 'JOBS_REDIS_URL', 'JOBS_FILE'],
]

/** Creates the whole service in this process, from the same variables as the server, without a port. */
export async function embed(environment: Environment): Promise<Embedded> {
  const variables = { ...environment, ...Object.fromEntries(passedOver.map((name) => [name, undefined])) }
  try {
    const { fetch, close } = await createService({ environment: variables })
    return { fetch: (url, init) => fetch(new Request(url, init)), close }
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.message.split('\n'))
    throw error
  }
}
