import { z } from 'zod'

/** Tolerance beyond the ends of the scale, in degrees, for rounding errors. */
const rounding = 1e-6

// Written by hand rather than coerced: an empty string is not the equator.
const degrees = (max: number) =>
  z
    .union([
      z.number(),
      z
        .string()
        .max(50)
        .regex(/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i)
        .transform(Number),
    ])
    .pipe(
      z
        .number()
        .min(-max - rounding)
        .max(max + rounding),
    )
    .transform((value) => Math.min(max, Math.max(-max, value)))

/** Degrees north as geocoders send them: a number or a numeric string. */
export const latitude = degrees(90)

/** Degrees east as geocoders send them. */
export const longitude = degrees(180)

/** A text that may be missing; anything else counts as missing. */
export const text = z.string().nullish().catch(null)

/** An ISO 3166 code in lower case; null for anything else. */
export const countryCodeOf = (text: string | null | undefined): string | null =>
  /^[a-z]{2}$/i.test(text ?? '') ? (text ?? '').toLowerCase() : null

/** A full name from its pieces, without gaps and repetitions. */
export const joinedName = (pieces: readonly (string | null | undefined)[]): string =>
  [...new Set(pieces.filter((piece) => piece))].join(', ')

/** The part of a full name before its first comma. */
export const headOf = (displayName: string): string => displayName.split(',', 1)[0]?.trim() ?? displayName
