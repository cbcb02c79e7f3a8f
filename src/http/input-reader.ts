// Reads the input of an aggregated route from the query, the path and a JSON body.
import type { Context as HonoContext } from 'hono'
import { z } from 'zod'
import type { Fault } from '../core/errors.ts'
import { faultsOf, invalidRequest, unknownName } from '../core/faults.ts'
import type { Route } from '../define/route.ts'
import type { AppEnv } from './app-env.ts'
import { parametersOf, type QueryReader } from './query-reader.ts'
import { readJson } from './read-json.ts'

/** Reads and validates the input of a request. Throws or rejects with `invalid_request`, listing every fault. */
export type InputReader = (c: HonoContext<AppEnv>) => unknown

/** Maximum size of a body. */
const maxBytes = 1_000_000

/** The fields of an input by their place in the request, as object schemas for the reference. */
export interface InputPlaces {
  query: z.ZodObject
  params: z.ZodObject | null
  body: z.ZodObject | null
  placeOf(field: string): Fault['in']
}

/** Divides the fields of a route's input by their place in the request. Throws for a name that is not a field. */
export function placesOf({ path, input, body = [] }: Pick<Route, 'path' | 'input' | 'body'>): InputPlaces {
  const { shape } = input as z.ZodObject
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  for (const name of [...inPath, ...body]) {
    if (!Object.hasOwn(shape, name)) throw new Error(`${path}: ${name} is not a field of its input`)
  }
  const of = (names: readonly string[]): z.ZodObject =>
    z.object(Object.fromEntries(Object.entries(shape).filter(([name]) => names.includes(name))))
  const rest = Object.keys(shape).filter((name) => !inPath.includes(name) && !body.includes(name))
  return {
    // The original schema if all fields are in the query, so that its checks are documented.
    query: rest.length === Object.keys(shape).length ? (input as z.ZodObject) : of(rest),
    params: inPath.length > 0 ? of(inPath) : null,
    body: body.length > 0 ? of(body) : null,
    placeOf: (field) => (inPath.includes(field) ? 'path' : body.includes(field) ? 'body' : 'query'),
  }
}

/** Creates the reader of a route's input. */
export function createInputReader(
  route: Route,
  queryReader: (schema: z.ZodType) => QueryReader,
): InputReader {
  const { query, params, body, placeOf } = placesOf(route)
  if (!params && !body) {
    const read = queryReader(query)
    return (c) => read(c.req.url)
  }
  return async (c) => {
    const inQuery = Object.entries(parametersOf(c.req.url)).filter(([name]) =>
      Object.hasOwn(query.shape, name),
    )
    const sent = body ? await readBody(c, body) : {}
    const given = { ...Object.fromEntries(inQuery), ...c.req.param(), ...sent }
    const { success, data, error } = route.input.safeParse(given)
    if (success) return data
    throw invalidRequest(
      error.issues.flatMap((issue) => [...faultsOf([issue], placeOf(String(issue.path[0] ?? '')))]),
    )
  }
}

async function readBody(c: HonoContext<AppEnv>, { shape }: z.ZodObject): Promise<object> {
  const sent = z.record(z.string(), z.unknown()).safeParse(await readJson(c, maxBytes))
  if (!sent.success) throw invalidRequest([{ in: 'body', name: 'body', message: 'must be an object' }])
  const unknown = Object.keys(sent.data).filter((name) => !Object.hasOwn(shape, name))
  if (unknown.length > 0) throw invalidRequest(unknown.map((name) => unknownName(name, 'body')))
  return sent.data
}
