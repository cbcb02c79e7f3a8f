import type { Context as HonoContext } from 'hono'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { faultsOf, invalidRequest, unknownName } from '../core/faults.ts'

export interface QueryReader<Query> {
  /** The query when it has been read before, word for word. */
  known(c: HonoContext): Query | undefined
  /** Reads and checks it. Rejects with `invalid_request` and every fault. */
  read(c: HonoContext): Promise<Query>
}

/** Longer than any query that comes often. */
const longest = 1_000

/** Reads the queries of a route by its schema. What one text came to is what it comes to the next time. */
export function createQueryReader<Query extends object>(
  schema: z.ZodType<Query>,
  { most = 500 }: { most?: number } = {},
): QueryReader<Query> {
  const queries = new LRUCache<string, Query>({ max: most })
  return {
    known: (c) => queries.get(textOf(c.req.url)),
    async read(c) {
      const entries = Object.entries(c.req.queries())
      const given = Object.fromEntries(
        entries.map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
      )
      const result = await schema.safeParseAsync(given)
      if (!result.success) throw faultyQuery(schema, given, result.error)
      const text = textOf(c.req.url)
      // Shared by all who ask it.
      if (text.length <= longest) queries.set(text, Object.freeze(result.data))
      return result.data
    },
  }
}

/**
 * Every fault of a query. A parameter that the route does not have is no fault by itself; in a query that has one it is
 * likely to be the reason, and named too.
 */
export function faultyQuery(schema: z.ZodType, given: object, { issues }: z.ZodError) {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : Object.keys(given)
  const unknown = Object.keys(given).filter((name) => !known.includes(name))
  return invalidRequest([...faultsOf(issues, 'query'), ...unknown.map((name) => unknownName(name, 'query'))])
}

function textOf(url: string): string {
  const start = url.indexOf('?')
  return start < 0 ? '' : url.slice(start)
}
