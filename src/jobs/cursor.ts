import { invalidRequest } from '../core/faults.ts'

/** A place in a list as callers are told it. */
export const cursorOf = (place: number): string => place.toString(36)

/** The place that a cursor stands for; throws `invalid_request` for one that was never given out. */
export function placeOf(cursor: string): number {
  if (/^[0-9a-z]{1,10}$/.test(cursor)) return Number.parseInt(cursor, 36)
  throw invalidRequest([{ in: 'query', name: 'cursor', message: 'must be a cursor of this list' }])
}
