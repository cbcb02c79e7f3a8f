// Authenticates callers of `/v1` by API key, and limits the rate of each key or address.
import type { MiddlewareHandler } from 'hono'
import type { Config } from '../config/config.ts'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { clientName } from '../core/network.ts'
import { createKeyring, type Keyring } from './api-keys.ts'
import type { AppEnv } from './app-env.ts'
import { type Asking, type Connection, clientAddress } from './client-address.ts'
import { createClientRate, type Taken } from './client-rate.ts'
import { answerProblem } from './problem.ts'

export interface Callers extends Keyring {
  /** Counts a request against the rate limit of its key or address; null when there is no limit. */
  take(key: string | null, asking: Asking): Taken | null
  /** True when `take` would allow this request now. Counts nothing. */
  allows(key: string | null, asking: Asking): boolean
}

/**
 * Creates the keyring and the rate limits. On a platform that does not tell addresses, callers without a key are not limited:
 * they would all share one limit.
 */
export function createCallers({
  config,
  runtime,
  sha256,
}: {
  config: Config
  runtime: { clock: Pick<Clock, 'elapsed'> }
  sha256?: (text: string) => string
}): Callers {
  const { API_KEYS, CLIENT_RPS, CLIENT_BURST, TRUST_PROXY } = config
  const burst = CLIENT_BURST ?? Math.max(1, Math.ceil(CLIENT_RPS * 2))
  const rate = createClientRate({ clock: runtime.clock, rps: CLIENT_RPS, burst })
  /** The name under which a caller is counted; null for one that is not limited. */
  const limitedName = (key: string | null, { header, address }: Asking): string | null => {
    if (CLIENT_RPS <= 0) return null
    if (key !== null) return `key ${key}`
    const known = clientAddress(address(), header('x-forwarded-for'), TRUST_PROXY)
    return known && clientName(known)
  }
  return {
    ...createKeyring(API_KEYS, sha256),
    take(key, asking) {
      const name = limitedName(key, asking)
      return name === null ? null : rate.take(name)
    },
    allows(key, asking) {
      const name = limitedName(key, asking)
      return name === null || rate.allows(name)
    },
  }
}

/** Rejects requests without a valid key (401) or above the rate limit (429). */
export function callersGate(
  { isLocked, nameOf, take }: Callers,
  service: { config: Config; clientAddress?(of: Connection): string | undefined },
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const given = c.req.header('authorization')
    const key = isLocked ? await nameOf(given) : null
    const taken = take(key, {
      header: (name) => c.req.header(name),
      address: () => service.clientAddress?.(c),
    })
    c.get('record').identify({ client: key, headers: taken?.headers ?? {}, isPrivate: isLocked })
    if (taken && !taken.isAllowed) {
      const message = `more than ${service.config.CLIENT_RPS} requests a second`
      return answerProblem(c, new AppError('rate_limited', message, { retryAfterMs: taken.waitMs }))
    }
    // After the rate limit, so that it also slows down callers that guess keys.
    if (isLocked && key === null) {
      // RFC 6750 §3: no error code for a request without credentials.
      const [message, challenge] =
        given === undefined
          ? ['an API key is required', 'Bearer']
          : ['the API key is unknown', 'Bearer error="invalid_token"']
      return answerProblem(c, new AppError('unauthorized', message), { 'www-authenticate': challenge })
    }
    await next()
    return undefined
  }
}
