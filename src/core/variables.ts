// What the values of variables look like: one schema for each kind, whichever part of the service declares the variable.
import { z } from 'zod'

/** A whole number, in decimal digits alone: what `Number` reads besides (`0x1F90`, `1e3`, nothing at all) is a mistake here. */
export const count = (min: number, max: number) =>
  numeral(/^\d+$/, `a whole number from ${min} to ${max}`, min, max)

/** A time in ms, at most a year. */
export const milliseconds = (min = 0) => count(min, 31_536_000_000)

/** Requests a second; 0 for no limit. */
export const perSecond = numeral(/^\d+(?:\.\d+)?$/, 'a number from 0 to 1000000', 0, 1_000_000)

function numeral(form: RegExp, what: string, min: number, max: number) {
  return z.string().transform((text, ctx) => {
    const value = form.test(text.trim()) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    ctx.addIssue({ code: 'custom', message: `must be ${what}` })
    return z.NEVER
  })
}

/** `true` or `false`. */
export const toggle = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .transform((text) => text === 'true')

/** The words of a text that has commas between them. */
export const wordsOf = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')

/** Words with commas between them. Commas alone are no list: what is meant to guard something must not guard nothing. */
export const wordList = z.string().transform((text, ctx): string[] => {
  const words = wordsOf(text)
  if (words.length > 0) return words
  ctx.addIssue({ code: 'custom', message: 'must name something' })
  return z.NEVER
})

/** Where an upstream is: an http(s) URL, with or without a path prefix or a trailing slash. */
export const baseUrl = (fallback: string, description: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    // The value goes into addresses that callers are shown, and paths are put at its end.
    .refine((text) => !/[?#]/.test(text), { error: 'must have no query and no fragment' })
    .refine((text) => !text.includes('@'), { error: 'must have no user and no password' })
    .default(fallback)
    .meta({ description })
