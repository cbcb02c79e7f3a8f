// What is drawn from the registry for all sources alike.
import type { Endpoint } from '../pipeline/endpoint.ts'
import type { Task } from '../pipeline/task.ts'
import type { Decoder } from '../runtime/runtime.ts'
import * as registry from './registry.ts'

/** Every source, in order of name. */
export const sources = Object.values(registry)

type Threadable = Pick<Endpoint<never, unknown>, 'name' | 'decode'>

const threadable: readonly Threadable[] = sources.flatMap((source): Threadable[] => {
  const { tasks = [] }: { tasks?: readonly Task<never, unknown>[] } = source
  return [...source.endpoints, ...tasks]
})

/** Every decoder by its name, for threads: those of all endpoints, and the sources' own tasks. */
export const decoders: ReadonlyMap<string, Decoder> = new Map(
  threadable.map(({ name, decode }): [string, Decoder] => [name, decode as Decoder]),
)
