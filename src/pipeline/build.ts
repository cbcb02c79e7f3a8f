// The order of everything around an upstream, written once. Outermost first:
//
//   observe ─ recall (memory) ─ singleFlight ─ remember (memory) ─ store (shared) ─ sharedFlight ─ lifetime
//     └ load:  describe → retry ─ breaker ─ hedge ─ limit ─ rate ─ pool ─ adapt ─ timeout ─ exchange
//           → decode, inline or on a thread
//
// Memory is above the flight, so N misses make one flight, and above the store, so a store hit fills memory. The flight that
// all instances share is below the store: who finds a value there needs no lease. It keeps what it lands. A value's own
// lifetime is settled below all caches, so that they agree. Decoding is outside limit and retry: it holds no place of the
// upstream, and a bad body is not asked for again; but what it finds is reported to the guards. An open breaker does not
// queue, and is asked again after queueing. A call and its hedge are one to the breaker, and take a place each. The
// upstream's permit comes before its rate token and before the pool, everywhere, so that nothing waits crosswise. The
// timeout is innermost: queueing is not blamed on the upstream, and the limit adapts to the upstream's own time alone.
import type { Emit } from '../core/events.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { asAttempt } from './attempt.ts'
import { batch } from './batch.ts'
import { type Answer, type Call, type Layer, type Loaded, stack } from './call.ts'
import { exchange } from './exchange.ts'
import { fallback } from './fallback.ts'
import { createGuards, type Guards } from './guards.ts'
import { type CacheOptions, createRecall, recall, remember } from './layers/cache.ts'
import { countSkipped } from './layers/count-skipped.ts'
import { type ExpiresAt, lifetime } from './layers/lifetime.ts'
import { observe } from './layers/observe.ts'
import { sharedFlight } from './layers/shared-flight.ts'
import { singleFlight } from './layers/single-flight.ts'
import { store } from './layers/store.ts'
import { load } from './load.ts'
import type { Memory } from './memory.ts'
import { Permits } from './permits.ts'
import type { Kit, Policy, Source } from './source.ts'
import type { Stats } from './stats.ts'
import { createSourceView, type SourceView } from './view.ts'

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
  emit: Emit
}

/** A source ready to be asked. */
export interface BuiltSource<In = unknown, Out = unknown> {
  name: string
  call: Call<In, Answer<Out>>
  /** The part's key as the caller is told it. */
  label(input: In): string
  /** Named in a part that failed before any provider was asked. */
  firstProvider: string
  attribution(provider: string): string | null
  /** May callers ask it in a job? */
  hasJobs: boolean
  /** How many items of the upstream's list are not in the value because they could not be read. */
  skipped(value: Out): number
  view(): SourceView
  /**
   * The value that memory would answer with at once, fresh and not past its own end; undefined leaves everything to the
   * call. Counts as use, and emits nothing. As long as it is the same value, it is the same object.
   */
  recall(input: In, now: number): Loaded<Out> | undefined
  /** Makes a question: does memory still hold the value that was fetched at that instant? Asking counts as use. */
  holding(input: In, fetchedAt: number): () => boolean
  /** Drops one cached key, or all with what was kept for them; says how many values went. */
  purge(key?: string): number
}

/** Time for a refresh in the background: enough for every provider to be tried and retried. */
const refreshMs = 15_000

/** Builds one source's call with all its layers. `policyOf` gives a provider's policy, the configuration applied. */
export function buildSource<In, Out, Settings>(
  source: Source<In, Out, Settings>,
  settings: Settings,
  policyOf: (provider?: string) => Policy,
  options: BuildOptions,
): BuiltSource<In, Out> {
  const { runtime, memory, stats, poolPermits, userAgent, hasJobs = false } = options
  const { clock } = runtime
  const policy = policyOf()

  const guards = new Map<string, Guards>()
  for (const { name: provider, countsDeployment = false, sharesQuota, isMany = false } of source.providers) {
    const isShared = countsDeployment || (sharesQuota && runtime.sharedRate?.report !== undefined)
    const own = policyOf(provider)
    const { concurrency, queue } = own
    const permits = new Permits({ name: provider, concurrency, queue, clock })
    guards.set(
      provider,
      createGuards({
        source: source.name,
        provider,
        policy: own,
        clock,
        permits,
        poolPermits,
        sharedRate: isShared ? runtime.sharedRate : undefined,
        isStrict: countsDeployment,
        isMany,
      }),
    )
  }

  const spaces = new Set<string>()
  const caches = <I, O>(
    space: string,
    key: (input: I) => string,
    kept: Policy,
    expiresAt: ExpiresAt<O>,
    continues = false,
  ): Layer<I, Answer<O>>[] => {
    spaces.add(space)
    const cache: CacheOptions<I, O> = { ...kept, space, key, memory, clock, refreshMs, expiresAt, continues }
    return [recall(cache), singleFlight({ source: space, key }), remember(cache)]
  }

  const kit: Kit<Settings> = {
    settings,
    clock,
    ask(endpoint) {
      const guard = guards.get(endpoint.provider)
      if (!guard)
        throw new Error(
          `${endpoint.name} names the provider ${endpoint.provider}, which ${source.name} lacks`,
        )
      const own = endpoint.exchange?.({ runtime, userAgent, settings })
      const guarded = guard.around(own ? asAttempt(clock, own) : exchange({ runtime, userAgent, settings }))
      return load({
        source: source.name,
        endpoint,
        settings,
        policy: policyOf(endpoint.provider),
        guard,
        guarded,
        runtime,
      })
    },
    keep({ name, key, policy: own, expiresAt }, call) {
      const kept = { ...policy, ...own }
      const { staleMs } = kept
      return stack(
        [...caches(name, key, kept, expiresAt), lifetime({ freshMs: own?.freshMs, staleMs, expiresAt })],
        call,
      )
    },
    fallback: (candidates, how) => fallback(candidates, { source: source.name, clock, ...how }),
    batch: (how) => batch(how, clock),
  }

  const label = source.label ?? source.key
  const isOf = source.isOf ?? ((label: string, cached: string) => folded(label) === folded(cached))
  const firstProvider = source.providers[0]?.name ?? source.name
  const { name: space, key, output } = source
  const { freshMs, staleMs } = policy
  const expiresAt: ExpiresAt<Out> = source.expiresAt && ((value) => source.expiresAt?.(value) ?? null)
  const skipped = (value: Out): number => source.skipped?.(value) ?? 0
  const call = stack<In, Answer<Out>>(
    [
      observe({ source: space, key: label, provider: firstProvider, clock }),
      ...caches(space, key, policy, expiresAt, source.continues),
      store({
        space,
        key,
        store: runtime.store,
        clock,
        freshMs,
        output,
        expiresAt,
        lastResort: (name, loaded) => memory.set(space, name, loaded),
        permits: runtime.connections === undefined ? undefined : poolPermits,
        keeps: runtime.flights === undefined,
      }),
      sharedFlight({ ...policy, space, key, flights: runtime.flights, clock, output }),
      lifetime({ staleMs, expiresAt }),
      countSkipped({ source: space, skipped }),
    ],
    source.build(kit),
  )

  return {
    name: source.name,
    call,
    label,
    firstProvider,
    attribution: (provider) => source.attribution?.(provider) ?? null,
    skipped,
    hasJobs,
    view: createSourceView({ source, settings, guards, memory, stats }),
    recall: freshMs > 0 ? createRecall({ space, key, memory, expiresAt }) : () => undefined,
    holding: (input, fetchedAt) => memory.holding(space, key(input), fetchedAt),
    purge(key) {
      if (key !== undefined) return memory.purge(space, (cached) => isOf(key, cached))
      return [...spaces].reduce((gone, each) => gone + memory.purge(each), 0)
    },
  }
}

/** Sources write their keys in one case and spacing, callers in any. */
const folded = (text: string): string => text.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase()
