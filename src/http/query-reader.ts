import type { Context as HonoContext } from 'hono'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { faultsOf, invalidRequest, unknownName } from '../core/faults.ts'

export interface QueryReader<Query> {
  /** Returns the query if exactly this text was read before. */
  known(c: HonoContext): Query | undefined
  /** Reads and validates the query. Rejects with `invalid_request`, listing every fault. */
  read(c: HonoContext): Promise<Query>
}

/** Longer queries are not remembered. */
const longest = 1_000

/** Creates a reader of queries that remembers the results for recent texts. */
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
      // Shared by all requests with this query.
      if (text.length <= longest) queries.set(text, Object.freeze(result.data))
      return result.data
    },
  }
}

/**
 * Returns an error with every fault of a query. An unknown parameter is not a fault by itself, but is listed with other faults as
 * their likely cause.
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
