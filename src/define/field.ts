// A parameter, declared once: text in the query of a request, a value in the JSON body of a job.
import { z } from 'zod'
import * as text from '../core/query.ts'

/** Where a collection is asked for: in the query of one request, or in the body of a job, which may ask for more. */
export type Place = 'request' | 'job'

/** Gives the schema of a parameter there; `maxItems` is how many items may be asked for at once. */
export type Field<Value> = (place: Place, maxItems: number) => z.ZodType<Value>

/** Fields by their names. A schema that reads the same text in both places is a field too. */
export type Fields = Readonly<Record<string, Field<unknown> | z.ZodType>>

/** What fields are once they have been read. */
export type ValuesOf<Table extends Fields> = {
  [Name in keyof Table]: Table[Name] extends z.ZodType<infer Value> | Field<infer Value> ? Value : never
}

export const schemaOf = (field: Fields[string], place: Place, maxItems: number): z.ZodType =>
  typeof field === 'function' ? field(place, maxItems) : field

/** A whole number; as many as there may be items unless `max` is given. */
export const whole =
  (options: { min: number; max?: number; default: number; description: string }): Field<number> =>
  (place, maxItems) => {
    const { min, max = maxItems, default: initial, description } = options
    const number = place === 'request' ? text.whole(min, max) : z.int().min(min).max(max)
    return number.default(initial).meta({ description })
  }

/** True or false; false unless given. */
export const flag =
  ({ description }: { description: string }): Field<boolean> =>
  (place) =>
    (place === 'request' ? text.flag : z.boolean().default(false)).meta({ description })
