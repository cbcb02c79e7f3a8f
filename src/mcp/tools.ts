// The MCP tools: the routes, with the same schemas and answers, and the jobs. Agents receive the whole list before their first question,
// so the schemas are kept small.
import { z } from 'zod'
import { bounded, unknownName } from '../core/faults.ts'
import type { DirectRoute } from '../define/direct-route.ts'
import type { JobKind } from '../define/job-kind.ts'
import type { Route } from '../define/route.ts'
import type { Question } from '../parts/ask.ts'
import { jobTools } from './job-tools.ts'
import { argumentsOf, type Tool } from './tool.ts'

export interface Offered {
  routes: readonly Route[]
  directRoutes: readonly DirectRoute[]
  /** Kinds of jobs; empty if there is no job queue. */
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
    ...argumentsOf(input, (query, given) => ({ type: 'route', route, query, given }), asQuery),
  }
}

/** A direct route takes path, query and text body as one object. */
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
    ...argumentsOf(
      schema,
      (args, given) => {
        const { text = '' } = args as { text?: string }
        return { type: 'direct', route, received: { params: args, query: args, text }, given }
      },
      asQuery,
    ),
  }
}

/** A flag is text in a query and a boolean in JSON. */
const asQuery = (given: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value]),
  )

/** An error in the arguments of a tool. */
export interface ArgumentFault {
  path: PropertyKey[]
  message: string
}

/** Validates the arguments of a call; all errors are reported together, including unknown names. */
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
