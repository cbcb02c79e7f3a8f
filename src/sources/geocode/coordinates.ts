import { z } from 'zod'

// Written by hand rather than coerced: an empty string is not the equator.
const degrees = (most: number) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^[+-]?\d{1,3}(?:\.\d{1,40})?$/)
        .transform(Number),
    ])
    .pipe(z.number().min(-most).max(most))

/** Degrees north as geocoders send them: a number, or a string that is one. */
export const latitude = degrees(90)

/** Degrees east as geocoders send them. */
export const longitude = degrees(180)

/** An ISO 3166 code in lower case; null for anything else. */
export const countryCodeOf = (text: string | null | undefined): string | null =>
  /^[a-z]{2}$/i.test(text ?? '') ? (text ?? '').toLowerCase() : null

/** The part of a full name before its first comma. */
export const headOf = (displayName: string): string => displayName.split(',', 1)[0]?.trim() ?? displayName
