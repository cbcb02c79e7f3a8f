// Selects items: listed one by one, or by something that they have in common. An input uses exactly one of the ways offered.
import { z } from 'zod'
import type { Fault } from '../core/errors.ts'
import { invalidRequest } from '../core/faults.ts'
import { exactlyOne, type ListOptions, list } from '../core/query.ts'
import { type Fields, type Place, schemaOf, type ValuesOf } from './field.ts'

/** One way to select items. */
export interface Selector<Item, Options> {
  field: Fields[string]
  items(value: never, options: Options): readonly Item[]
  /** Message for a value that selects no item; without it such a value is valid. */
  none?(value: never): string
  /** Offered there alone. */
  only?: Place
  /** Present when it lists items one by one; tells whether commas separate them. */
  list?: { commas: boolean }
}

/** Declares a selector; the type of its value is inferred. */
export function selector<Value, Item, Options>(
  field: z.ZodType<Value>,
  how: {
    items(value: Value, options: Options): readonly Item[]
    none?(value: Value): string
    only?: Place
  },
): Selector<Item, Options> {
  return { field, ...how }
}

/** Declares a selector that lists items one by one. */
export function listed<Item>(
  options: Omit<ListOptions<Item>, 'max'> & { only?: Place },
): Selector<Item, unknown> {
  const { only, commas = true, ...rest } = options
  return {
    field: (place, max) => list({ ...rest, commas, max }, place === 'request' ? 'query' : 'body'),
    items: (items: readonly Item[]) => items,
    list: { commas },
    ...(only && { only }),
  }
}

export interface SelectionDefinition<Item, Options extends Fields> {
  select: Readonly<Record<string, Selector<Item, ValuesOf<Options>>>>
  /** Parameters beside the selectors. */
  options: Options
  /** Maximum number of items for a place. */
  maxItems: number
}

export interface Selection<Item, Values> {
  schema: z.ZodType<Values>
  /** Returns the items that a query or a body selects. Throws `invalid_request` for no items or too many. */
  itemsOf(values: Values): readonly Item[]
}

/** Creates the schema of a selection for one place, and the reader of its items. */
export function selectionOf<Item, Options extends Fields>(
  { select, options, maxItems }: SelectionDefinition<Item, Options>,
  place: Place,
): Selection<Item, ValuesOf<Options>> {
  const ways = Object.entries(select).filter(([, { only = place }]) => only === place)
  const names = ways.map(([name]) => name)
  const isChoice = names.length > 1
  const where = place === 'request' ? 'query' : 'body'
  const shape = Object.fromEntries([
    ...ways.map(([name, { field }]) => {
      const schema = schemaOf(field, place, maxItems)
      return [name, isChoice ? schema.optional() : schema]
    }),
    ...Object.entries(options).map(([name, field]) => [name, schemaOf(field, place, maxItems)]),
  ])
  const object = place === 'request' ? z.object(shape) : z.strictObject(shape)

  const read = (values: object): { items: readonly Item[]; fault: Fault | null } => {
    for (const [name, { items, none, list }] of ways) {
      const value = (values as Record<string, never>)[name]
      if (value === undefined) continue
      const found = items(value, values as ValuesOf<Options>)
      const fault = (message: string): Fault => ({ in: where, name, message })
      if (found.length === 0 && none) return { items: [], fault: fault(none(value)) }
      if (list || found.length <= maxItems) return { items: found, fault: null }
      const bound = `at most ${maxItems} are allowed`
      return { items: [], fault: fault(`${value} stands for ${found.length} items, and ${bound}: list them`) }
    }
    return { items: [], fault: null }
  }

  const one = isChoice ? exactlyOne(object, names) : object
  // A job stores its items on submission, so a later change of the catalogue must not make its input invalid.
  const schema =
    place === 'job'
      ? one
      : one.check((ctx) => {
          const { fault } = read(ctx.value)
          if (fault)
            ctx.issues.push({ code: 'custom', input: ctx.value, path: [fault.name], message: fault.message })
        })
  return {
    schema: schema as unknown as z.ZodType<ValuesOf<Options>>,
    itemsOf(values) {
      const { items, fault } = read(values)
      if (fault) throw invalidRequest([fault])
      return items
    },
  }
}
