import { invalidRequest } from '../core/faults.ts'

/** Encodes a position in a list as an opaque cursor. */
export const cursorOf = (place: number): string => place.toString(36)

/** Decodes a cursor; throws `invalid_request` for text that `cursorOf` cannot have returned. */
export function placeOf(cursor: string): number {
  if (/^[0-9a-z]{1,10}$/.test(cursor)) return Number.parseInt(cursor, 36)
  throw invalidRequest([{ in: 'query', name: 'cursor', message: 'must be a cursor of this list' }])
}
