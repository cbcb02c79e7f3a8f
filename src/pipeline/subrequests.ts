import { AppError } from '../core/errors.ts'
import type { SubrequestBudget } from '../runtime/runtime.ts'
import type { Context } from './context.ts'

/** Takes one request from the caller's subrequest budget. Throws `overloaded` with the limit when none is left. */
export function spendRequest({ scope: { subrequests } }: Context): void {
  if (!subrequests || subrequests.spendRequest()) return
  const message = `not asked: the ${subrequests.max} subrequests that one request may make (SUBREQUESTS) are used up`
  throw new AppError('overloaded', message, { retry: false })
}

/**
 * Reserves the maximum number of upstream requests that an answer needs when nothing is cached. Throws `invalid_request` when
 * it exceeds the platform's limit: the answer would otherwise fail half-way, at a part that varies.
 */
export function reserveRequests(requests: number, subrequests: SubrequestBudget | undefined): void {
  if (!subrequests) return
  if (requests > subrequests.max) {
    const message = `this may take ${requests} upstream requests, and this deployment allows ${subrequests.max} (SUBREQUESTS)`
    throw new AppError('invalid_request', message)
  }
  subrequests.reserve(requests)
}
