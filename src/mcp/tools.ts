// What the service offers as tools of the Model Context Protocol: its routes, with the same schemas and the same answers, and
// its jobs. All tools are sent to an agent before its first question, so that their schemas say no more than it needs.
import { z } from 'zod'
import { bounded, faultsOf, unknownName } from '../core/faults.ts'
import type { DirectRoute } from '../define/direct-route.ts'
import type { JobKind } from '../define/job-kind.ts'
import type { Route } from '../define/route.ts'
import type { Question } from '../parts/ask.ts'
import { jobTools } from './job-tools.ts'
import type { Tool } from './tool.ts'

export interface Offered {
  routes: readonly Route[]
  directRoutes: readonly DirectRoute[]
  /** Kinds of jobs; none where jobs are not kept. */
  jobs: readonly JobKind[]
}

/** The tools of a service. */
export const toolsOf = ({ routes, directRoutes, jobs }: Offered): Tool[] => [
  ...routes.flatMap((route) => (route.tool === undefined ? [] : toolOfRoute(route, route.tool))),
  ...directRoutes.flatMap((route) => (route.tool === undefined ? [] : toolOfDirect(route, route.tool))),
  ...jobTools(jobs),
]

function toolOfRoute(route: Route, name: string): Tool {
  const { summary, description, input } = route
  return {
    name,
    title: summary,
    description,
    isReadOnly: true,
    isAggregated: true,
    input: argumentsOf(input),
    read(given) {
      const read = input.safeParse(asQuery(given))
      return read.success
        ? { type: 'route', route, query: read.data, given }
        : faultsOf(read.error.issues, 'query')
    },
  }
}

/** A direct route takes its parameters, its query and its text as arguments of one object. */
function toolOfDirect(route: DirectRoute, name: string): Tool {
  const { summary, description, params = z.object({}), query = z.object({}), text } = route
  const body = text ? { text: z.string().max(text.maxBytes) } : {}
  const schema = z.object({
    ...(params as z.ZodObject).shape,
    ...(query as z.ZodObject).shape,
    ...body,
  })
  return {
    name,
    title: summary,
    description,
    isReadOnly: true,
    isAggregated: false,
    input: argumentsOf(schema),
    read(given) {
      const read = schema.safeParse(asQuery(given))
      if (!read.success) return faultsOf(read.error.issues, 'query')
      const { text: product = '' } = read.data as { text?: string }
      const received = { params: read.data, query: read.data, text: product }
      return { type: 'direct', route, received, given }
    },
  }
}

/** A flag is a word in a query, and a boolean wherever there are booleans. */
const asQuery = (given: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value]),
  )

/** The JSON Schema of arguments, without what an agent does not need: what excludes what, and forms, are said by the faults. */
function argumentsOf(schema: z.ZodType): Record<string, unknown> {
  const { type, properties = {}, required } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const brief = JSON.parse(
    JSON.stringify(properties, (name, value: unknown) =>
      ['examples', 'pattern', 'minItems', 'minLength'].includes(name) ? undefined : value,
    ),
  )
  return { type, properties: brief, ...(required && { required }), additionalProperties: false }
}

/** A fault of a tool's arguments. */
export interface ArgumentFault {
  path: PropertyKey[]
  message: string
}

/** Reads the arguments of a call; every fault at once, names that the tool does not know included. */
export function readArguments(
  { input, read }: Tool,
  given: unknown = {},
): { question: Question } | { faults: ArgumentFault[] } {
  const object = z.record(z.string(), z.unknown()).safeParse(given)
  if (!object.success) return { faults: [{ path: [], message: 'must be an object' }] }
  const known = Object.keys(input.properties ?? {})
  const isOpen = input.additionalProperties === true
  const strangers = isOpen ? [] : Object.keys(object.data).filter((name) => !known.includes(name))
  const found = read(object.data)
  if ('type' in found && strangers.length === 0) return { question: found }
  const what = `an argument of this tool: ${known.join(', ')}`
  const { listed, more } = bounded([
    ...strangers.map((name) => unknownName(name, 'query', what)),
    ...('type' in found ? [] : found),
  ])
  const faults: ArgumentFault[] = listed.map(({ name, message }) => ({ path: [name], message }))
  return { faults: more === 0 ? faults : [...faults, { path: [], message: `and ${more} more` }] }
}
