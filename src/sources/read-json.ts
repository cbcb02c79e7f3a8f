import type { z } from 'zod'
import { AppError } from '../core/errors.ts'

/** Parses JSON, or throws `upstream_invalid`; the message tells what was found, never the body. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    const start = body.slice(0, 200).trimStart()
    if (start.startsWith('<')) throw new AppError('upstream_invalid', 'HTML or XML where JSON was promised')
    // The parser's own message quotes the body.
    const found = cause instanceof SyntaxError ? 'not JSON, or cut off' : 'unreadable JSON'
    throw new AppError('upstream_invalid', `the body is ${found} (${body.length} characters)`)
  }
}

/** Checks a parsed value against what was promised, or throws `upstream_invalid` naming the first place that differs. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const path = result.error.issues[0]?.path.join('.') ?? ''
  throw new AppError('upstream_invalid', `not ${what}${path === '' ? '' : `: ${path.slice(0, 80)}`}`)
}

/**
 * Reads the items of a list one by one: those that are not what was promised are left out, so that a single broken one does
 * not take the others with it. Throws `upstream_invalid` when none of several can be read.
 */
export function readEach<T>(schema: z.ZodType<T>, items: readonly unknown[], what: string): T[] {
  const read: T[] = []
  for (const item of items) {
    const result = schema.safeParse(item)
    if (result.success) read.push(result.data)
  }
  if (read.length === 0 && items.length > 0) {
    throw new AppError('upstream_invalid', `none of ${items.length} items is ${what}`)
  }
  return read
}
