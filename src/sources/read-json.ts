import type { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { parseJson as parse } from '../core/json.ts'
import type { Items } from './items.ts'

/** Parses JSON, or throws `upstream_invalid` with a message that never contains the body. */
export function parseJson(body: string): unknown {
  try {
    return parse(body)
  } catch (cause) {
    const start = body.slice(0, 200).trimStart()
    if (start.startsWith('<')) throw new AppError('upstream_invalid', 'HTML or XML instead of JSON')
    // The parser's own message quotes the body.
    const found = cause instanceof SyntaxError ? 'not JSON, or cut off' : 'unreadable JSON'
    throw new AppError('upstream_invalid', `the body is ${found} (${body.length} characters)`)
  }
}

/** Validates a parsed value, or throws `upstream_invalid` with the first field that differs. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const path = result.error.issues[0]?.path.join('.') ?? ''
  throw new AppError('upstream_invalid', `not ${what}${path === '' ? '' : `: ${path.slice(0, 80)}`}`)
}

/**
 * Validates the items of a list one by one. Invalid items are counted and omitted, so that one does not cost the others; null is not an
 * item. Throws `upstream_invalid` if several items exist and none is valid.
 */
export function readEach<T>(schema: z.ZodType<T>, list: readonly unknown[], what: string): Items<T> {
  const items: T[] = []
  let skipped = 0
  for (const item of list) {
    if (item === null) continue
    const result = schema.safeParse(item)
    if (result.success) items.push(result.data)
    else skipped++
  }
  if (items.length === 0 && skipped > 1) throw noneOf(skipped, what)
  return { items, skipped }
}

/** The valid items of a list. Throws `upstream_invalid` if there are items and none is valid. */
export function readAny<T>(schema: z.ZodType<T>, list: readonly unknown[], what: string): T[] {
  const { items, skipped } = readEach(schema, list, what)
  if (items.length === 0 && skipped > 0) throw noneOf(skipped, what)
  return items
}

/** The error for a list of invalid items. */
export const noneOf = (count: number, what: string): AppError =>
  new AppError('upstream_invalid', `none of ${count} items is ${what}`)
