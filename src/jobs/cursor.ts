import { invalidRequest } from '../core/faults.ts'

/** Writes a position in a list as the cursor that callers send back. */
export const cursorOf = (position: number): string => position.toString(36)

/** Reads the position from a cursor; throws `invalid_request` for text that `cursorOf` does not write. */
export function positionOf(cursor: string): number {
  if (/^[0-9a-z]{1,10}$/.test(cursor)) return Number.parseInt(cursor, 36)
  throw invalidRequest([{ in: 'query', name: 'cursor', message: 'must be a cursor of this list' }])
}
