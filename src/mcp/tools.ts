// Aggregated routes as tools of the Model Context Protocol: the same schemas, the same answers.
import { z } from 'zod'
import type { Question } from '../briefing/ask.ts'
import { envelopeOf } from '../briefing/part.ts'
import { bounded, faultsOf, unknownName } from '../core/faults.ts'
import type { Route } from '../define/route.ts'

export interface Tool {
  name: string
  title: string
  description: string
  aggregate: Route
  /** JSON Schema of the arguments: the query parameters of the route. */
  input: Record<string, unknown>
  /** JSON Schema of the structured result: the envelope of the route. */
  output: Record<string, unknown>
}

/** The tools that these routes are, in their order. */
export function toolsOf(aggregates: readonly Route[]): Tool[] {
  return aggregates.flatMap((aggregate) => {
    const { tool, summary, description, input: asked, data } = aggregate
    if (tool === undefined) return []
    // What excludes what is said by the faults: clients of agents take no alternatives at the top.
    const { oneOf: _, ...schema } = jsonSchema(asked, 'input')
    const input = { ...schema, additionalProperties: false }
    return [
      {
        name: tool,
        title: summary,
        description,
        aggregate,
        input,
        output: jsonSchema(envelopeOf(data), 'output'),
      },
    ]
  })
}

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>

/** A fault of a tool's arguments. */
export interface ArgumentFault {
  path: PropertyKey[]
  message: string
}

/** What a call asks, read. */
export type Asked = Omit<Question, 'signal'>

/** Reads the arguments of a call as the route reads its query; every fault at once, names that it does not know included. */
export function readArguments(
  { aggregate, input }: Tool,
  given: unknown,
): { call: Asked } | { faults: ArgumentFault[] } {
  const object = z.record(z.string(), z.unknown()).safeParse(given ?? {})
  if (!object.success) return { faults: [{ path: [], message: 'must be an object' }] }
  const known = Object.keys(input.properties ?? {})
  const strangers = Object.keys(object.data).filter((name) => !known.includes(name))
  const what = `an argument of this tool: ${known.join(', ')}`
  // A flag is a word in a query, and a boolean wherever there are booleans.
  const words = Object.entries(object.data).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? String(value) : value,
  ])
  const read = aggregate.input.safeParse(Object.fromEntries(words))
  if (read.success && strangers.length === 0) return { call: { query: read.data, given: object.data } }
  const { listed, more } = bounded([
    ...strangers.map((name) => unknownName(name, 'query', what)),
    ...faultsOf(read.error?.issues ?? [], 'query'),
  ])
  const faults: ArgumentFault[] = listed.map(({ name, message }) => ({ path: [name], message }))
  return { faults: more === 0 ? faults : [...faults, { path: [], message: `and ${more} more` }] }
}
