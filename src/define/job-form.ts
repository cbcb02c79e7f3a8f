// The fields of a kind of job, for a form on a page or options of a command. Derived from the JSON Schema of its body, so that
// there is no second list of fields.
import { z } from 'zod'
import type { JobKind } from './job-kind.ts'

/** One way to select items; a job uses exactly one. */
export interface Way {
  name: string
  description: string
  /** Many items, and whether commas may separate them where they are written as text; null for a single name. */
  list: { commas: boolean } | null
  choices: readonly string[] | null
}

/** An optional field besides the selection of items. */
export type FormField = { name: string; description: string } & (
  | { type: 'text' }
  | { type: 'flag' }
  | { type: 'number'; min: number; max: number; isWhole: boolean; default: number | null }
  | { type: 'choice'; choices: readonly string[]; default: string | null }
)

/** Plain data. */
export interface JobForm {
  kind: string
  summary: string
  ways: readonly Way[]
  fields: readonly FormField[]
}

const Property = z.object({
  type: z.string().optional(),
  description: z.string().default(''),
  enum: z.array(z.string()).optional(),
  minimum: z.number().default(Number.MIN_SAFE_INTEGER),
  maximum: z.number().default(Number.MAX_SAFE_INTEGER),
  default: z.unknown().optional(),
})

const Required = z.array(z.string()).default([])

const Body = z.object({
  properties: z.record(z.string(), Property).default({}),
  required: Required,
  oneOf: z.array(z.object({ required: Required })).default([]),
})

/** The form of a kind. */
export function formOf({ kind, summary, input, lists = {} }: JobKind): JobForm {
  const { properties, required, oneOf } = Body.parse(
    z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }),
  )
  const names = [...required, ...oneOf.flatMap((way) => way.required)]
  const entries = Object.entries(properties)
  return {
    kind,
    summary,
    ways: entries
      .filter(([name]) => names.includes(name))
      .map(([name, { description, enum: choices = null }]) => {
        const list = lists[name] ?? null
        return { name, description, list, choices }
      }),
    fields: entries.filter(([name]) => !names.includes(name)).map(([name, about]) => fieldOf(name, about)),
  }
}

function fieldOf(name: string, about: z.infer<typeof Property>): FormField {
  const { description, type, enum: choices, minimum: min, maximum: max, default: initial } = about
  const base = { name, description }
  if (choices)
    return { ...base, type: 'choice', choices, default: typeof initial === 'string' ? initial : null }
  if (type === 'boolean') return { ...base, type: 'flag' }
  if (type !== 'integer' && type !== 'number') return { ...base, type: 'text' }
  const number = typeof initial === 'number' ? initial : null
  return { ...base, type: 'number', min, max, isWhole: type === 'integer', default: number }
}
