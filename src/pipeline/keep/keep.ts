// Caching of values: one key, one lookup, one rule of freshness. A call passes
//
//   memory ─ negative cache ─ stale value, refreshed in the background ─ flight (one load for all callers) ─ shared cache ─ load
//
// Memory is above the flight, so that N misses make one flight. The cache that instances share is asked once for any number of
// waiters, and its result fills memory.
import { never, neverAborted } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import { AppError, type ErrorCode, isCapacityError, toAppError } from '../../core/errors.ts'
import { endFailed } from '../../core/tracing.ts'
import { type Answer, type Call, type Loaded, loadedOf } from '../call.ts'
import { Attempts, Background, type Context } from '../context.ts'
import { SharedRun } from '../shared-run.ts'
import type { Policy } from '../source.ts'
import { freshness, type Life, statusOf, withLife } from './freshness.ts'
import type { Memory } from './memory.ts'

export interface KeepOptions<In, Out> {
  /** Separates the keys of one source from those of others. It has no colon. */
  namespace: string
  key: (input: In) => string
  /** `freshMs` 0 turns off everything except the flight. */
  policy: Pick<Policy, 'freshMs' | 'failedMs' | 'missingMs'>
  life: Life<Out>
  /** True when calls refused for lack of capacity are repeated in the background. */
  continues?: boolean
  memory: Memory
  /** The cache below memory, shared with other instances. */
  shared?: Tier<Out> | null | undefined
  /** Number of items that could not be read, reported for each value that was loaded rather than cached. */
  skipped?: (value: Out) => number
  clock: Clock
}

/** A cache below memory: returns its value, or loads and stores one. */
export type Tier<Out> = (key: string, ctx: Context, load: () => Promise<Answer<Out>>) => Promise<Answer<Out>>

export interface Kept<In, Out> {
  /** The key of an input in every cache, its namespace included. */
  key(input: In): string
  /**
   * Returns the value in memory if it is fresh and has not expired. Counts as use and emits no event. The same value is always
   * the same object.
   */
  peek(key: string, now: number): Loaded<Out> | undefined
  /** Returns a function that tells whether memory still holds the value fetched at that instant. Calling it counts as use. */
  isHeld(key: string, fetchedAt: number): () => boolean
  ask(input: In, ctx: Context, key?: string): Promise<Answer<Out>>
}

/** Time in ms for a background refresh: enough to try and retry every provider. */
const refreshMs = 15_000

/** Caches the results of a call, and shares one running call between all callers of a key. */
export function keep<In, Out>(options: KeepOptions<In, Out>, call: Call<In, Answer<Out>>): Kept<In, Out> {
  const { namespace: source, life, continues, memory, clock } = options
  const { freshMs, failedMs, missingMs } = options.policy
  const isOn = freshMs > 0
  const shared = isOn ? options.shared : undefined
  // Flights belong to the scope: on Workers a promise must not cross requests.
  const [flights, refreshes] = [{}, {}]

  const keyOf = (input: In): string => `${source}:${options.key(input)}`

  const usable = (key: string, now: number): Loaded<Out> | undefined => {
    const known = isOn ? memory.get<Out>(key) : undefined
    return known && freshness(known, now) !== 'gone' ? known : undefined
  }

  const loaded = (answer: Answer<Out>, ctx: Context): Answer<Out> => {
    const items = options.skipped?.(answer.value) ?? 0
    if (items > 0) ctx.emit({ type: 'skipped', source, provider: answer.provider, items })
    return withLife(answer, life)
  }

  /** The load below the flight. Its result is cached even when every caller has left. */
  const load = async (key: string, input: In, ctx: Context): Promise<Answer<Out>> => {
    try {
      const answer = shared
        ? await shared(key, ctx, async () => loaded(await call(input, ctx), ctx))
        : loaded(await call(input, ctx), ctx)
      if (isOn) memory.set(key, loadedOf(answer))
      return answer
    } catch (error) {
      if (isOn && error instanceof AppError && isRemembered(error.code))
        memory.setFailure(key, error, clock.now(), error.code === 'not_found' ? missingMs : failedMs)
      throw error
    }
  }

  const fly = (key: string, input: In, ctx: Context): Promise<Answer<Out>> => {
    const running = ctx.scope.memo(flights, () => new Map<string, SharedRun<Answer<Out>>>())
    const known = running.get(key)
    const flight = known && !known.isAbandoned ? known : new SharedRun<Answer<Out>>(ctx, clock)
    ctx.emit({ type: 'flight', source, role: flight === known ? 'waiter' : 'leader' })
    const joined = flight.join(ctx)
    if (flight === known) return joined
    running.set(key, flight)
    flight.start(load(key, input, flight.ctx), () => {
      // After the last waiter has left, another flight may be under way with the same key.
      if (running.get(key) === flight) running.delete(key)
    })
    return joined
  }

  const refresh = (key: string, input: In, ctx: Context, background = ctx.background): void => {
    const running = ctx.scope.memo(refreshes, () => new Set<string>())
    if (running.has(key)) return
    running.add(key)
    const span = ctx.span?.apart(`refresh ${source}`, { 'tributary.source': source })
    const own = {
      cancellation: never,
      isRefresh: true,
      isCutOff: false,
      attempts: new Attempts(),
      background,
    }
    const refreshing = ctx.with(own, clock.elapsed() + refreshMs)
    const run = async (): Promise<void> => {
      let outcome: 'ok' | ErrorCode = 'ok'
      try {
        await ask(input, span ? refreshing.below(span) : refreshing, key)
        span?.end()
      } catch (thrown) {
        const error = toAppError(thrown)
        if (span) endFailed(span, error, neverAborted)
        outcome = error.code
        // For any reason: the stale value is then served without a new attempt for every call.
        const now = clock.now()
        if (!memory.failure(key, now)) memory.setFailure(key, error, now, failedMs)
      }
      running.delete(key)
      ctx.emit({ type: 'refresh', source, outcome })
    }
    ctx.waitUntil(run())
  }

  const look = async (input: In, ctx: Context, key: string): Promise<Answer<Out>> => {
    const now = clock.now()
    const note = (outcome: 'hit' | 'miss' | 'stale' | 'failed'): void =>
      ctx.emit({ type: 'cache', source, tier: 'memory', outcome })
    const known = usable(key, now)
    const state = known && freshness(known, now)
    if (known && state === 'fresh') {
      note('hit')
      return { ...known, status: statusOf(known, now) }
    }
    const failure = memory.failure(key, now)
    if (known && !ctx.isRefresh && (failure || state === 'stale')) {
      note('stale')
      if (!failure) refresh(key, input, ctx)
      return { ...known, status: 'stale' }
    }
    note(failure ? 'failed' : 'miss')
    if (failure) throw failure
    try {
      const answer = await fly(key, input, ctx)
      // The shared store may hold a stale value where memory has none.
      if (!ctx.isRefresh && clock.now() >= answer.freshUntil) refresh(key, input, ctx)
      return answer
    } catch (error) {
      if (ctx.isRefresh || !(error instanceof AppError)) throw error
      // A job retries by itself.
      if (continues && !ctx.isBackground && wasNotAsked(error, ctx))
        refresh(key, input, ctx, new Background())
      // Looked up again: the shared store may have left one there.
      const last = usable(key, clock.now())
      if (!last) throw error
      return { ...last, status: 'stale' }
    }
  }

  const ask = (input: In, ctx: Context, key = keyOf(input)): Promise<Answer<Out>> => {
    if (ctx.cancellation.aborted) return Promise.reject(ctx.cancellation.reason)
    return isOn ? look(input, ctx, key) : fly(key, input, ctx)
  }

  return {
    key: keyOf,
    peek(key, now) {
      const known = usable(key, now)
      return known && statusOf(known, now) === 'cached' ? known : undefined
    },
    isHeld: (key, fetchedAt) => memory.holding(key, fetchedAt),
    ask,
  }
}

/** True when no upstream was called, for lack of capacity or time. */
const wasNotAsked = ({ code, wasAsked }: AppError, { attempts }: Context): boolean =>
  isCapacityError(code) && !wasAsked && (code !== 'deadline' || attempts.made === 0)

/** False for refusals by our own limits: they do not apply to the next caller. */
const isRemembered = (code: ErrorCode): boolean =>
  code !== 'overloaded' &&
  code !== 'deadline' &&
  code !== 'draining' &&
  code !== 'internal' &&
  code !== 'circuit_open'
