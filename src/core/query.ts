// Query parameters as callers write them: repeated or comma-separated lists, coordinates, flags. Each fault is an issue of
// its own, so that all of them reach the caller together.
import { z } from 'zod'

export interface ListOptions<Item> {
  /** One value, already trimmed. */
  item: z.ZodType<Item, string>
  most: number
  /** Commas separate values too; off where a value may hold a comma. */
  commas?: boolean
  description: string
  examples: string[]
}

/** A list: `a=1&a=2`, and `a=1,2` where commas separate. Duplicates are dropped, the order is kept. */
export function list<Item>({ item, most, commas = true, description, examples }: ListOptions<Item>) {
  const how = commas ? 'repeated or comma-separated' : 'repeated'
  return z
    .preprocess((given) => {
      const values = (Array.isArray(given) ? given : [given]).filter((value) => typeof value === 'string')
      const parts = commas ? values.flatMap((value) => value.split(',')) : values
      return parts.map((part) => part.trim())
    }, z.array(item).min(1))
    .transform((items) => [...new Map(items.map((value) => [JSON.stringify(value), value])).values()])
    .refine((items) => items.length <= most, { error: `at most ${most} values` })
    .meta({
      description: `${description} (${how}, at most ${most})`,
      type: 'array',
      items: { type: 'string' },
      examples: [examples],
    })
}

/** The same list in a JSON body: an array of strings, each fault an issue of its own. */
export function jsonList<Item>({ item, most, description, examples }: Omit<ListOptions<Item>, 'commas'>) {
  return z
    .array(item)
    .min(1, { error: 'at least one is wanted' })
    .transform((items) => [...new Map(items.map((value) => [JSON.stringify(value), value])).values()])
    .refine((items) => items.length <= most, { error: `at most ${most} values` })
    .meta({
      description: `${description} (at most ${most})`,
      type: 'array',
      items: { type: 'string' },
      examples: [examples],
    })
}

/** `lat,lon` in degrees. */
export const latLon = z
  .string()
  .transform((text, ctx) => {
    const match = /^\s*([+-]?\d{1,3}(?:\.\d{1,15})?)\s*,\s*([+-]?\d{1,3}(?:\.\d{1,15})?)\s*$/.exec(text)
    if (!match) {
      ctx.addIssue({ code: 'custom', message: 'two numbers are wanted: latitude,longitude' })
      return z.NEVER
    }
    const [lat, lon] = [Number(match[1]), Number(match[2])]
    if (Math.abs(lat) > 90)
      ctx.addIssue({ code: 'custom', message: `the latitude ${lat} is not within -90 and 90` })
    if (Math.abs(lon) > 180)
      ctx.addIssue({ code: 'custom', message: `the longitude ${lon} is not within -180 and 180` })
    return { lat, lon }
  })
  .meta({ type: 'string', examples: ['38.97,-76.49'] })

/** A whole number within bounds. */
export const whole = (least: number, most: number) =>
  z.coerce
    .number({ error: 'a whole number is wanted' })
    .int({ error: 'a whole number is wanted' })
    .min(least, { error: `at least ${least}` })
    .max(most, { error: `at most ${most}` })

/** `true` or `false`. */
export const flag = z
  .enum(['true', 'false'], { error: 'true or false' })
  .default('false')
  .transform((text) => text === 'true')
