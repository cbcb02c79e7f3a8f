// A parameter, declared once: text in the query of a request, a value in the JSON body of a job.
import { z } from 'zod'
import * as text from '../core/query.ts'

/** Where a field is used: in the query of a request, or in the body of a job, which may contain more items. */
export type Place = 'request' | 'job'

/** Returns the schema of a parameter for a place; `maxItems` is the maximum number of items. */
export type Field<Value> = (place: Place, maxItems: number) => z.ZodType<Value>

/** Fields by their names. A schema that reads the same text in both places is a field too. */
export type Fields = Readonly<Record<string, Field<unknown> | z.ZodType>>

/** The types of fields after parsing. */
export type ValuesOf<Table extends Fields> = {
  [Name in keyof Table]: Table[Name] extends z.ZodType<infer Value> | Field<infer Value> ? Value : never
}

export const schemaOf = (field: Fields[string], place: Place, maxItems: number): z.ZodType =>
  typeof field === 'function' ? field(place, maxItems) : field

/** A whole number; `max` defaults to the maximum number of items. */
export const whole =
  (options: { min: number; max?: number; default: number; description: string }): Field<number> =>
  (place, maxItems) => {
    const { min, max = maxItems, default: initial, description } = options
    const number = place === 'request' ? text.whole(min, max) : z.int().min(min).max(max)
    return number.default(initial).meta({ description })
  }

/** True or false; false by default. */
export const flag =
  ({ description }: { description: string }): Field<boolean> =>
  (place) =>
    (place === 'request' ? text.flag : z.boolean().default(false)).meta({ description })
