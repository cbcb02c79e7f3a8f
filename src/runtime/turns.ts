import { afterToken, nextToken } from '../core/token-bucket.ts'
import type { ReserveOptions } from './runtime.ts'

export interface Booked {
  /** How long it is until the turn, in ms. */
  waitMs: number
  isReserved: boolean
  /** From when on the next turn is free, epoch ms. */
  freeAt: number
}

/** Books the first free turn, unless it lies too far ahead. Unused turns are not made up for. */
export function reserveTurn(
  freeAt: number,
  { spacingMs, withinMs, slackMs = 0 }: ReserveOptions,
  now: number,
): Booked {
  const waitMs = nextToken(freeAt, { spacingMs, slackMs }, now) - now
  return waitMs > withinMs
    ? { waitMs, isReserved: false, freeAt }
    : { waitMs, isReserved: true, freeAt: afterToken(freeAt, { spacingMs }, now) }
}
