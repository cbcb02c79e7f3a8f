// Schemas for the values of configuration variables, one for each kind.
import { z } from 'zod'

/** A whole number in decimal digits. Other forms that `Number` accepts (`0x1F90`, `1e3`, an empty text) are faults. */
export const count = (min: number, max: number) =>
  numeral(/^\d+$/, `a whole number from ${min} to ${max}`, min, max)

/** A time in ms, at most a year. */
export const milliseconds = (min = 0) => count(min, 31_536_000_000)

/** Requests per second; 0 for no limit. */
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

/** Splits a comma-separated text into words. */
export const wordsOf = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')

/** A comma-separated list. A text of commas alone is a fault: a list of keys or hosts must not silently be empty. */
export const wordList = z.string().transform((text, ctx): string[] => {
  const words = wordsOf(text)
  if (words.length > 0) return words
  ctx.addIssue({ code: 'custom', message: 'must have at least one entry' })
  return z.NEVER
})

/** The base URL of an upstream: http(s), with an optional path prefix and trailing slash. */
export const baseUrl = (fallback: string, description: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    // The value is part of addresses shown to callers, and paths are appended to it.
    .refine((text) => !/[?#]/.test(text), { error: 'must have no query and no fragment' })
    .refine((text) => !text.includes('@'), { error: 'must have no user and no password' })
    .default(fallback)
    .meta({ description })
