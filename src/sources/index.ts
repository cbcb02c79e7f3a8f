// The registry: one line a source. Routes, settings, metrics, layers and the threads' decoders follow from it.
import type { Endpoint } from '../pipeline/source.ts'
import type { Decoder } from '../runtime/runtime.ts'
import { alerts } from './alerts/index.ts'
import { geocode } from './geocode/index.ts'
import { marine } from './marine/index.ts'
import { parseText } from './marine/parse-text.ts'
import { reddit } from './reddit/index.ts'

export const sources = [marine, alerts, geocode, reddit] as const

const endpoints: readonly Pick<Endpoint<never, unknown>, 'name' | 'decode'>[] = sources.flatMap((source) => [
  ...source.endpoints,
])

/** Every decoder by its name, for threads: those of all endpoints, and the parser that the parse route calls. */
export const decoders: ReadonlyMap<string, Decoder> = new Map(
  [...endpoints, parseText].map(({ name, decode }): [string, Decoder] => [name, decode as Decoder]),
)
