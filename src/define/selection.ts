// Which items are meant: listed one by one, or named by something else that they have in common. Exactly one of the ways that
// a selection offers.
import { z } from 'zod'
import type { Fault } from '../core/errors.ts'
import { invalidRequest } from '../core/faults.ts'
import { exactlyOne, type ListOptions, list } from '../core/query.ts'
import { type Fields, type Place, schemaOf, type ValuesOf } from './field.ts'

/** One way to say which items are meant. */
export interface Selector<Item, Options> {
  field: Fields[string]
  items(value: never, options: Options): readonly Item[]
  /** What is wrong with a value that means no item; without it such a value is right. */
  none?(value: never): string
  /** Offered there alone. */
  only?: Place
  /** It lists items one by one; do commas separate them? */
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

/** Items one by one. */
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
  /** How many items may be asked for at once there. */
  maxItems: number
}

export interface Selection<Item, Values> {
  schema: z.ZodType<Values>
  /** The items that a query or a body means. Throws `invalid_request` when it means none, or too many. */
  itemsOf(values: Values): readonly Item[]
}

/** Makes the schema of a selection for one place, and what reads its items. */
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
      const bound = `at most ${maxItems} are asked for at once`
      return { items: [], fault: fault(`${value} stands for ${found.length} items, and ${bound}: list them`) }
    }
    return { items: [], fault: null }
  }

  const one = isChoice ? exactlyOne(object, names) : object
  // A job keeps its items when it is submitted: a catalogue that changes later is no fault of what it was asked.
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
