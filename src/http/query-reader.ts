import { z } from 'zod'
import { faultsOf, invalidRequest, unknownName } from '../core/faults.ts'

/** Reads and validates the query of a URL or a path. Throws `invalid_request`, listing every fault. */
export type QueryReader = (url: string) => object

/** Creates readers of queries, one for each schema. A reader remembers the query that it read last. */
export function createQueryReaders(): (schema: z.ZodType) => QueryReader {
  const readers = new Map<z.ZodType, QueryReader>()
  return (schema) => {
    const known = readers.get(schema)
    if (known) return known
    const made = createQueryReader(schema as z.ZodType<object>)
    readers.set(schema, made)
    return made
  }
}

function createQueryReader(schema: z.ZodType<object>): QueryReader {
  // The merge from memory and, where that is not possible, the route read the same query one after the other.
  let last: { text: string; query: object } | undefined
  return (url) => {
    const text = textOf(url)
    if (last?.text === text) return last.query
    const given = parametersOf(text)
    const result = schema.safeParse(given)
    if (!result.success) throw faultyQuery(schema, given, result.error)
    // Shared by the requests that have this query.
    last = { text, query: Object.freeze(result.data) }
    return last.query
  }
}

/** Returns the parameters of a query, of a URL or alone; the value of a repeated one is a list. */
export function parametersOf(url: string): Record<string, string | string[]> {
  const given = new Map<string, string | string[]>()
  for (const [name, value] of new URLSearchParams(textOf(url))) {
    const before = given.get(name)
    if (before === undefined) given.set(name, value)
    else if (typeof before === 'string') given.set(name, [before, value])
    else before.push(value)
  }
  return Object.fromEntries(given)
}

/**
 * Returns an error with every fault of a query. An unknown parameter is not a fault by itself, but is listed with other faults as
 * their likely cause.
 */
function faultyQuery(schema: z.ZodType, given: object, { issues }: z.ZodError) {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : Object.keys(given)
  const unknown = Object.keys(given).filter((name) => !known.includes(name))
  return invalidRequest([...faultsOf(issues, 'query'), ...unknown.map((name) => unknownName(name, 'query'))])
}

function textOf(url: string): string {
  const hash = url.indexOf('#')
  const start = url.indexOf('?')
  return start < 0 ? '' : url.slice(start, hash < 0 ? undefined : Math.max(start, hash))
}
