// Lists derived from the registry for all features.
import type { Feature } from '../define/feature.ts'
import type { Source } from '../pipeline/source.ts'
import type { Decoder } from '../runtime/runtime.ts'
import * as registry from './registry.ts'

/** Every feature, in order of name. */
export const features: readonly Feature[] = Object.values(registry).sort(byName)

/** Every source of these features, once each, in order of name. */
export function sourcesOf(features: readonly Feature[]): readonly Source[] {
  const all = new Set(features.flatMap(({ sources }) => sources))
  return [...all].sort(byName)
}

/** Every decoder by its name, for threads: those of all endpoints, and the features' own tasks. */
export function decodersOf(features: readonly Feature[]): ReadonlyMap<string, Decoder> {
  const endpoints = sourcesOf(features).flatMap((source) => source.endpoints)
  const threadable = [...endpoints, ...features.flatMap(({ tasks }) => tasks)]
  return new Map(threadable.map(({ name, decode }): [string, Decoder] => [name, decode as Decoder]))
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1
}
