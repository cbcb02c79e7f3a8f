import { afterToken, nextToken } from '../core/token-bucket.ts'
import type { ReserveOptions } from './runtime.ts'

export interface Reservation {
  /** Time until the reserved instant, in ms. */
  waitMs: number
  isReserved: boolean
  /** The next instant that can be reserved, epoch ms. */
  freeAt: number
}

/** Reserves the first free instant, unless it is more than `withinMs` ahead. Unused instants are not made up for. */
export function reserve(
  freeAt: number,
  { spacingMs, withinMs, slackMs = 0 }: ReserveOptions,
  now: number,
): Reservation {
  const waitMs = nextToken(freeAt, { spacingMs, slackMs }, now) - now
  return waitMs > withinMs
    ? { waitMs, isReserved: false, freeAt }
    : { waitMs, isReserved: true, freeAt: afterToken(freeAt, { spacingMs }, now) }
}
