// Who calls `/v1`, and how often: a key where keys are wanted, and a limit for each key or address.
import type { MiddlewareHandler } from 'hono'
import { AppError } from '../core/errors.ts'
import { clientName } from '../core/network.ts'
import { createKeyring } from './api-keys.ts'
import type { AppEnv } from './app-env.ts'
import { clientAddress } from './client-address.ts'
import { type ClientRate, createClientRate } from './client-rate.ts'
import { problemResponse } from './problem.ts'
import { problemContext } from './request-span.ts'
import type { Service } from './service.ts'
import { callerFields, isWhole } from './whole.ts'

/**
 * Lets through who may call, and no more often than allowed. Callers that cannot be told apart, on a platform that knows no
 * addresses, are not limited: one of them would shut out all others.
 */
export function callers(
  service: Pick<Service, 'config' | 'runtime' | 'clientAddress' | 'sha256'>,
): MiddlewareHandler<AppEnv> {
  const { config, runtime } = service
  const { API_KEYS, CLIENT_RPS, CLIENT_BURST, TRUST_PROXY } = config
  const keyring = createKeyring(API_KEYS, service.sha256)
  const rate: ClientRate = createClientRate({
    clock: runtime.clock,
    rps: CLIENT_RPS,
    burst: CLIENT_BURST ?? Math.max(1, Math.ceil(CLIENT_RPS * 2)),
  })

  return async (c, next) => {
    const refuse = (error: AppError, headers: Record<string, string>): Response => {
      c.get('trace').code = error.code
      return problemResponse(error, { ...problemContext(c), headers })
    }
    const key = keyring.isLocked ? await keyring.nameOf(c.req.header('authorization')) : null
    if (key !== null) c.get('trace').client = key

    const limited = (): string | null => {
      if (key !== null) return `key ${key}`
      const address = clientAddress(service.clientAddress?.(c), c.req.header('x-forwarded-for'), TRUST_PROXY)
      return address && clientName(address)
    }
    const client = CLIENT_RPS > 0 ? limited() : null
    const taken = client === null ? null : rate.take(client)
    if (taken && !taken.isAllowed) {
      const message = `more than ${CLIENT_RPS} requests a second`
      return refuse(new AppError('rate_limited', message, { retryAfterMs: taken.waitMs }), taken.headers)
    }
    // After the limit: who guesses keys is slowed down like everybody else.
    if (keyring.isLocked && key === null) {
      // RFC 6750 §3: an error is named only to who sent something.
      return c.req.header('authorization') === undefined
        ? refuse(new AppError('unauthorized', 'this service wants an API key'), {
            'www-authenticate': 'Bearer',
          })
        : refuse(new AppError('unauthorized', 'the API key is not one of this service'), {
            'www-authenticate': 'Bearer error="invalid_token"',
          })
    }
    if (taken || keyring.isLocked) {
      c.get('trace').caller = { headers: taken?.headers ?? {}, isPrivate: keyring.isLocked }
    }
    await next()
    const { caller } = c.get('trace')
    if (!caller || isWhole(c)) return undefined
    const { headers } = c.res
    const said = { vary: headers.get('vary'), caching: headers.get('cache-control') }
    for (const [name, value] of Object.entries(callerFields(caller, said))) headers.set(name, value)
    return undefined
  }
}
