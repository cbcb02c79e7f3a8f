import { z } from 'zod'
import { isPosition, type Position, readPosition } from '../../core/position.ts'
import { type Place, placeFrom } from './schema.ts'

/**
 * In a notation that every dialect of regular expressions knows: control characters, except those that pasted text may contain as
 * blanks.
 */
const control = String.raw`\x00-\x08\x0e-\x1f\x7f-\x9f`

/**
 * A place as people write it, or a position. Tabs and line breaks become blanks; other control characters are errors. A position
 * that is out of range is an error, not a name to look up.
 */
export const PlaceName = z
  .string()
  .transform((text) => text.trim().replace(/[\t-\r]+/g, ' '))
  .pipe(
    z
      .string()
      .min(1, { error: 'a place is required' })
      .refine((name) => [...name].length <= 200, { error: 'at most 200 characters' })
      .refine((name) => !/\p{Cc}/u.test(name), { error: 'no control characters' })
      .check(({ value, issues }) => {
        const reading = readPosition(value)
        const faults = reading === null || isPosition(reading) ? [] : reading
        for (const message of faults) issues.push({ code: 'custom', input: value, message })
      }),
  )
  .meta({
    pattern: `^[^${control}]*[^\\s${control}][^${control}]*$`,
    minLength: 1,
    maxLength: 200,
  })

/** Turns a position into a place without an upstream call. */
export const callerPlace = (query: string, { lat, lon }: Position): Place =>
  placeFrom('caller', query, {
    name: query,
    displayName: query,
    lat,
    lon,
    countryCode: null,
    kind: 'coordinates',
  })
