// Query parameters as callers write them: repeated or comma-separated lists, coordinates, flags. Each fault is a separate
// issue, so that the caller gets all of them together.
import { z } from 'zod'
import { isPosition, readPosition } from './position.ts'

export interface ListOptions<Item> {
  /** Schema of one trimmed value. The pattern and length in its `meta` are documented for each value. */
  item: z.ZodType<Item, string>
  max: number
  /** True when commas separate values in a query; false when a value may contain a comma. */
  commas?: boolean
  /** Further separators of values, also in the strings of a body. */
  separator?: RegExp
  description: string
  examples: string[]
}

/**
 * A list: in a query `a=1&a=2`, and `a=1,2` where commas separate; in a JSON body an array of strings. Duplicates are dropped,
 * the order is kept.
 */
export function list<Item>(
  { item, max, commas = true, separator, description, examples }: ListOptions<Item>,
  where: 'query' | 'body' = 'query',
) {
  const isQuery = where === 'query'
  const how = isQuery ? (commas ? 'repeated or comma-separated, ' : 'repeated, ') : ''
  const between = separator ?? (isQuery && commas ? ',' : null)
  const split = (value: unknown): unknown[] => {
    if (between === null || typeof value !== 'string') return [value]
    const parts = value.trim().split(between)
    // A trailing comma adds no value.
    return parts.length > 1 && parts.at(-1)?.trim() === '' ? parts.slice(0, -1) : parts
  }
  const readItem = remembering(item)
  const values = z.array(z.unknown())
  // Before they are split values are one or several in a query; a schema that prepares them would make a body's list optional.
  const given = isQuery
    ? z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), values)
    : values
  return given
    .transform((values, ctx) => distinct(values.flatMap(split), { readItem, max }, ctx))
    .meta({
      description: `${description} (${how}at most ${max})`,
      type: 'array',
      minItems: 1,
      maxItems: max,
      items: { type: 'string', ...(isQuery && commas ? repeated(factsOf(item)) : factsOf(item)) },
      examples: [examples],
    })
}

/**
 * Reads the items of these values, without duplicates. A list that is too long is one fault, and values past the limit are not
 * read: a body may hold hundreds of thousands.
 */
function distinct<Item>(
  values: readonly unknown[],
  { readItem, max }: { readItem: (value: unknown) => z.ZodSafeParseResult<Item>; max: number },
  ctx: z.RefinementCtx,
): Item[] {
  const items = new Map<unknown, Item>()
  const wrong = new Map<number, readonly string[]>()
  const seen = new Set<unknown>()
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    const given = typeof value === 'string' ? value.trim() : value
    const size = seen.size
    if (seen.add(given).size === size) continue
    const read = readItem(given)
    if (read.success) {
      const { data } = read
      items.set(typeof data === 'object' ? JSON.stringify(data) : data, data)
    } else
      wrong.set(
        index,
        read.error.issues.map(({ message }) => message),
      )
    if (items.size + wrong.size <= max) continue
    ctx.addIssue({ code: 'custom', message: `at most ${max} values` })
    return z.NEVER
  }
  for (const [index, messages] of wrong)
    for (const message of messages) ctx.addIssue({ code: 'custom', path: [index], message })
  if (values.length === 0) ctx.addIssue({ code: 'custom', message: 'at least one value is required' })
  return [...items.values()]
}

/** Maximum number of values remembered for one list. */
const maxRemembered = 1_000

/** Parses values; a text that was valid before is not parsed again, because the same few values recur in most requests. */
function remembering<Item>(item: z.ZodType<Item>): (value: unknown) => z.ZodSafeParseResult<Item> {
  const known = new Map<unknown, z.ZodSafeParseSuccess<Item>>()
  return (value) => {
    const before = known.get(value)
    if (before) return before
    const read = item.safeParse(value)
    if (!read.success || typeof value !== 'string' || typeof read.data !== 'string') return read
    if (known.size >= maxRemembered) known.clear()
    known.set(value, read)
    return read
  }
}

/** JSON Schema keywords for the text of one item. */
function factsOf(item: z.ZodType): Record<string, unknown> {
  const facts = Object.entries(item.meta() ?? {})
  return Object.fromEntries(
    facts.filter(([name]) => ['format', 'pattern', 'minLength', 'maxLength'].includes(name)),
  )
}

/** JSON Schema keywords for a text of one or more items, separated by commas. */
function repeated({ pattern }: Record<string, unknown>): object {
  if (typeof pattern !== 'string') return {}
  const one = `(?:${pattern.replace(/^\^|\$$/g, '')})`
  return { pattern: `^${one}(?:,${one})*$` }
}

/** A position in any common notation. Only decimal numbers are documented: no pattern could express the other notations. */
export const latLon = z
  .string()
  .transform((text, ctx) => {
    const reading = readPosition(text)
    if (isPosition(reading)) return reading
    const faults = reading ?? ['must be a position: latitude,longitude']
    for (const message of faults) ctx.addIssue({ code: 'custom', message })
    return z.NEVER
  })
  .meta({
    type: 'string',
    pattern: String.raw`^[+-]?(?:90(?:\.0{1,15})?|[0-8]?\d(?:\.\d{1,15})?),[+-]?(?:180(?:\.0{1,15})?|(?:1[0-7]\d|\d{1,2})(?:\.\d{1,15})?)$`,
    examples: ['38.97,-76.49'],
  })

/** A whole number within bounds. */
export const whole = (min: number, max: number) =>
  z.coerce
    .number({ error: 'must be a whole number' })
    .int({ error: 'must be a whole number' })
    .min(min, { error: `at least ${min}` })
    .max(max, { error: `at most ${max}` })

/** `true` or `false`. */
export const flag = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .default('false')
  .transform((text) => text === 'true')

/**
 * Requires exactly one of the fields with these names. Reported together with the faults of the values, and stated in the JSON
 * Schema of a body; query parameters cannot express it.
 */
export function exactlyOne<Body extends z.ZodType<object>>(schema: Body, names: readonly string[]): Body {
  const given = (body: object): string[] =>
    names.filter((name) => (body as Record<string, unknown>)[name] !== undefined)
  const list = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
  const check = z.refine<object>((body) => given(body).length === 1, {
    error: ({ input }) => {
      const some = given(input as object)
      return some.length === 0 ? `${list} is required` : `${some.join(' and ')} exclude each other`
    },
    path: [names[0] ?? ''],
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
  return schema
    .check(check)
    .meta({ oneOf: names.map((name) => ({ required: [name], properties: { [name]: {} } })) }) as Body
}
