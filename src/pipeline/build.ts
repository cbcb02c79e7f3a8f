// How a source is put together. What surrounds an upstream, outermost first:
//
//   keep (memory ─ flight ─ store ─ flight of all instances) ─ fallback ─ retry ─ guards ─ attempt ─ decode, inline or on a thread
//
// Everything that waits is below the cache, so that rate limits never delay a cached answer. Decoding is outside the guards:
// it holds no permit, and a bad body is not retried; its outcome is reported to the guards. guards/guards.ts explains the order
// of the guards. The timeout covers the attempt alone: queueing is not blamed on the upstream.
import type { Runtime } from '../runtime/runtime.ts'
import { batch } from './batch.ts'
import { fallback } from './fallback.ts'
import { createGuards, type Guards } from './guards/guards.ts'
import type { Permits } from './guards/permits.ts'
import { type Kept, keep } from './keep/keep.ts'
import type { Memory } from './keep/memory.ts'
import { sharedCache } from './keep/shared-cache.ts'
import { sharedFlight } from './keep/shared-flight.ts'
import { load } from './load.ts'
import type { Kit, Policy, Source } from './source.ts'
import type { Stats } from './stats.ts'
import { baseUrlOf, type SourceView } from './view.ts'

export interface BuildOptions {
  runtime: Runtime
  memory: Memory
  stats: Stats
  /** The process-wide permits on upstream requests. */
  poolPermits: Permits
  /** Sent with every upstream request. */
  userAgent: string
  /** May callers ask it in a job? */
  hasJobs?: boolean
}

/** A source that is ready for use. */
export interface BuiltSource<In = unknown, Out = unknown> extends Kept<In, Out> {
  name: string
  /** The part's key as shown to the caller. */
  label(input: In): string
  /** The provider named in a part that failed before any provider was called. */
  firstProvider: string
  attribution(provider: string): string | null
  /** May callers ask it in a job? */
  hasJobs: boolean
  /** Number of items in the upstream's list that the value lacks because they could not be read. */
  skipped(value: Out): number
  view(): SourceView
  /** Drops one cached key, or all of them; returns the number of values dropped. */
  purge(key?: string): number
}

/** Builds one source with its cache, guards and providers. `policyOf` returns a provider's policy with configuration applied. */
export function buildSource<In, Out, Settings>(
  source: Source<In, Out, Settings>,
  settings: Settings,
  policyOf: (provider?: string) => Policy,
  options: BuildOptions,
): BuiltSource<In, Out> {
  const { runtime, memory, stats, poolPermits, userAgent, hasJobs = false } = options
  const { clock } = runtime
  const policy = policyOf()
  const guards = new Map(
    source.providers.map((provider) => {
      const policy = policyOf(provider.name)
      return [provider.name, createGuards({ source: source.name, provider, policy, runtime, poolPermits })]
    }),
  )
  const guardsOf = (provider: string): Guards => {
    const known = guards.get(provider)
    if (!known) throw new Error(`${source.name} has no provider ${provider}`)
    return known
  }

  const namespaces = new Set([source.name])
  const local = new Set(source.providers.filter(({ isLocal }) => isLocal).map(({ name }) => name))

  const kit: Kit<Settings> = {
    settings,
    clock,
    ask(endpoint) {
      const [policy, guards] = [policyOf(endpoint.provider), guardsOf(endpoint.provider)]
      return load({ source: source.name, endpoint, settings, policy, guards, runtime, userAgent })
    },
    keep({ name: namespace, key, policy: own, expiresAt }, call) {
      namespaces.add(namespace)
      const theirs = { ...policy, ...own }
      const life = { freshMs: own?.freshMs, staleMs: theirs.staleMs, expiresAt }
      return keep({ namespace, key, policy: theirs, life, memory, clock }, call).ask
    },
    fallback: (candidates, how) =>
      fallback(candidates, { source: source.name, clock, isLocal: (name) => local.has(name), ...how }),
    batch: (how) => batch(how, clock),
  }

  const { name: namespace, key, output, expiresAt } = source
  const { store, flights, connections } = runtime
  const sharing = { namespace, clock, output, expiresAt }
  const flight = flights && sharedFlight({ ...sharing, ...policy, flights })
  const shared =
    store &&
    sharedCache({
      ...sharing,
      store,
      flight,
      lastResort: (key, loaded) => memory.set(key, loaded),
      permits: connections === undefined ? undefined : poolPermits,
    })
  const skipped = (value: Out): number => source.skipped?.(value) ?? 0
  const kept = keep<In, Out>(
    {
      namespace,
      key,
      policy,
      life: { staleMs: policy.staleMs, expiresAt },
      memory,
      clock,
      continues: source.continues ?? false,
      shared,
      skipped,
    },
    source.build(kit),
  )

  const isOf = source.isOf ?? ((label: string, cached: string) => folded(label) === folded(cached))
  return {
    name: source.name,
    ...kept,
    label: source.label ?? source.key,
    firstProvider: source.providers[0]?.name ?? source.name,
    attribution: (provider) => source.attribution?.(provider) ?? null,
    skipped,
    hasJobs,
    view: () => ({
      name: namespace,
      providers: source.providers.map((provider) => ({
        name: provider.name,
        ...baseUrlOf(provider, settings),
        ...guardsOf(provider.name).view(),
        ...stats.provider(namespace, provider.name),
      })),
      cache: { ...memory.view(namespace), ...stats.cache(namespace) },
    }),
    purge(label) {
      if (label !== undefined) return memory.purge(namespace, (cached) => isOf(label, cached))
      return [...namespaces].reduce((gone, each) => gone + memory.purge(each), 0)
    },
  }
}

/** Normalises case and spacing, because callers may write a key differently from the source. */
const folded = (text: string): string => text.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase()
