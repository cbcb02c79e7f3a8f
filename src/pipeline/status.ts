import { AppError } from '../core/errors.ts'
import type { Accept, Failure } from './endpoint.ts'

/**
 * Returns the error for an answer that is not a 200 of the expected type, unless the endpoint explains it itself.
 * `Retry-After` is read as RFC 9110 §10.2.3 defines it: seconds, or a date.
 */
export function errorOfStatus(failure: Failure, accept: Accept, now: number): AppError {
  const { status } = failure
  const wait = retryAfterMs(failure.header('retry-after'), now)
  const after = wait === undefined ? {} : { retryAfterMs: wait }
  if (status >= 200 && status < 300) {
    const type = failure.header('content-type')?.split(';', 1)[0] ?? 'no type'
    const found = failure.text.trim() === '' ? 'an empty body' : type.slice(0, 60)
    return new AppError('upstream_invalid', `status ${status} with ${found} where ${accept} was promised`)
  }
  const message = `status ${status}`
  if (status === 401 || status === 403 || status === 451) return new AppError('upstream_forbidden', message)
  if (status === 404 || status === 410) return new AppError('not_found', message)
  if (status === 429) return new AppError('upstream_rate_limited', message, after)
  return new AppError('upstream_error', message, { retry: status >= 500, ...after })
}

/** Maximum pause in ms that an upstream can impose; longer ones are shortened to it. */
const maxMs = 600_000

/** Converts a `Retry-After` value to milliseconds; undefined when it is absent or unreadable. */
export function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  const seconds = /^\s*(\d+(?:\.\d+)?)\s*$/.exec(value)?.[1]
  // Dates begin with a weekday; Date.parse alone reads "-5" as a year and "2 minutes" as a month.
  const date = /^\s*[a-z]{3,9},? /i.test(value) ? Date.parse(value) : Number.NaN
  const ms = seconds === undefined ? date - now : Number(seconds) * 1_000
  return Number.isNaN(ms) ? undefined : Math.min(maxMs, Math.max(0, ms))
}

/** True for a redirect status that comes with a `Location`. */
export const isRedirect = (status: number): boolean => status >= 301 && status <= 308 && status !== 304
