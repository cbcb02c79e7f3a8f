import { z } from 'zod'
import type { Fault } from '../core/errors.ts'
import { faultsOf } from '../core/faults.ts'
import type { Question } from '../parts/ask.ts'

type Given = Readonly<Record<string, unknown>>

/** A tool for agents. */
export interface Tool {
  name: string
  title: string
  description: string
  /** True if it has no side effects. */
  isReadOnly: boolean
  /** JSON Schema of the arguments. */
  input: Record<string, unknown>
  /** True if its result is an envelope with parts. */
  isAggregated: boolean
  /** Validates the arguments, an object of known names. */
  read(given: Given): Question | Iterable<Fault>
}

/** The arguments of a tool by their schema. `prepare` converts them before they are validated, `ask` converts them to a question. */
export const argumentsOf = <Args>(
  schema: z.ZodType<Args>,
  ask: (args: Args, given: Given) => Question,
  prepare: (given: Given) => unknown = (given) => given,
): Pick<Tool, 'input' | 'read'> => ({
  input: inputOf(schema),
  read(given) {
    const read = schema.safeParse(prepare(given))
    return read.success ? ask(read.data, given) : faultsOf(read.error.issues, 'query')
  },
})

/** The JSON Schema of arguments in short form. Mutual exclusion and formats are reported as validation errors instead. */
function inputOf(schema: z.ZodType): Record<string, unknown> {
  const { type, properties = {}, required } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const brief = JSON.parse(
    JSON.stringify(properties, (name, value: unknown) =>
      ['examples', 'pattern', 'minItems', 'minLength'].includes(name) ? undefined : value,
    ),
  )
  return { type, properties: brief, ...(required && { required }), additionalProperties: false }
}
