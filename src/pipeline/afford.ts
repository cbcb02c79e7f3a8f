import { AppError } from '../core/errors.ts'
import type { Allowance } from '../runtime/runtime.ts'
import type { Context } from './context.ts'

/** Takes one of the requests that the platform allows this caller to make, or throws `overloaded`, naming the limit. */
export function afford({ scope: { allowance } }: Context): void {
  if (!allowance || allowance.takeRequest()) return
  const message = `not asked: the ${allowance.most} subrequests that one request may make (SUBREQUESTS) are used up`
  throw new AppError('overloaded', message, { retry: false })
}

/**
 * Sets aside what an answer needs at most when nothing is cached. Throws `invalid_request` when that is more than one request
 * may make here: it would be refused half-way, and not always at the same part.
 */
export function reserve(requests: number, allowance: Allowance | undefined): void {
  if (!allowance) return
  if (requests <= allowance.most) {
    allowance.reserve(requests)
    return
  }
  const message = `this may take ${requests} upstream requests, and this deployment allows ${allowance.most} (SUBREQUESTS)`
  throw new AppError('invalid_request', message)
}
