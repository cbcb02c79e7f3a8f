import type { MiddlewareHandler } from 'hono'
import { AppError } from '../core/errors.ts'
import { createAdmission, type Refusal } from './admission.ts'
import type { AppEnv } from './app-env.ts'
import { answerProblem } from './problem.ts'
import { createReceiver } from './receive.ts'
import type { Service } from './service.ts'

/** Health checks and metrics are always admitted: refusing them would turn an overload into an outage. */
export const isAlwaysAdmitted = (path: string): boolean =>
  path === '/healthz' || path === '/readyz' || path === '/metrics'

/** Admits or refuses each request. With `refuses: false` it admits all, so that an operator can inspect an overload. */
export function admissionGate(
  service: Service,
  { refuses }: { refuses: boolean },
): MiddlewareHandler<AppEnv> {
  const { config, runtime, lifecycle, loopDelayMs } = service
  const admission = createAdmission({ clock: runtime.clock, max: config.MAX_IN_FLIGHT, loopDelayMs })
  const receive = createReceiver({ clock: runtime.clock, timeoutMs: config.BODY_TIMEOUT_MS, admission })

  const enter = (path: string): Refusal | null => {
    if (!lifecycle.isDraining) return admission.enter(path)
    const error = new AppError('draining', 'this instance is shutting down', { retryAfterMs: 1_000 })
    return { error, headers: {} }
  }

  return async (c, next) => {
    const { path, method } = c.req
    const record = c.get('record')
    const isCounted = refuses && !isAlwaysAdmitted(path)
    const refusal = isCounted ? enter(path) : null
    if (refusal) {
      const { error, headers } = refusal
      record.refuse()
      return answerProblem(c, error, headers)
    }
    if (isCounted) record.whenOver((code) => admission.leave(path, code))
    if (method !== 'GET' && method !== 'HEAD') c.set('receive', receive(c, { isCounted }))
    try {
      await next()
      return undefined
    } catch (thrown) {
      // Hono passes only instances of Error to its error handler.
      throw thrown instanceof Error
        ? thrown
        : new Error('a value that is not an Error was thrown', { cause: thrown })
    }
  }
}
