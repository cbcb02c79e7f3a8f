import type { z } from 'zod'
import { follow, orAbort } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import type { Store } from '../../runtime/runtime.ts'
import type { Answer, Context, Layer, Loaded } from '../call.ts'
import type { Permits } from '../permits.ts'
import { type ExpiresAt, isPast } from './lifetime.ts'

export interface StoreOptions<In, Out> {
  space: string
  key: (input: In) => string
  store: Store | null
  clock: Clock
  /** 0 turns the cache off. */
  freshMs: number
  /** What is read is checked like an upstream's answer. */
  output: z.ZodType<Out>
  /** The value's own end of life: past it, it is asked for again, and served only if that fails. */
  expiresAt?: ExpiresAt<Out>
  /** Is handed a value that is not good enough to answer with, but better than none. */
  lastResort?: (key: string, loaded: Loaded<Out>) => void
  /** A store that takes longer is passed over. */
  patienceMs?: number
  /** Where connections are few, an operation takes a place among the upstream requests. */
  permits?: Permits | undefined
  /** How long a value that is to be kept waits for such a place. */
  placeMs?: number
}

/** Part of every key: entries of another shape are never read. */
const schemaVersion = 'v1'

/**
 * A cache shared between instances, below the flight: one read for any number of waiting callers. Its failure is a miss and
 * an event, never an error; a refresh is not answered with a stale value.
 */
export function store<In, Out>(options: StoreOptions<In, Out>): Layer<In, Answer<Out>> {
  const { space, key: keyOf, clock, freshMs, output, expiresAt, lastResort, patienceMs = 100 } = options
  const { permits, placeMs = 10_000 } = options
  const shared = options.store
  if (shared === null || freshMs <= 0) return (next) => next

  const bounded = async <T>(
    work: (signal: AbortSignal) => Promise<T>,
    ms: number,
    ...signals: readonly AbortSignal[]
  ): Promise<T> => {
    const patience = follow(...signals)
    const cancel = clock.after(ms, () => patience.abort(new Error(`no answer within ${ms} ms`)))
    try {
      return await orAbort(work(patience.signal), patience.signal)
    } finally {
      cancel()
      patience.release()
    }
  }

  const placed = <T>(work: () => Promise<T>, ctx: Context): Promise<T> =>
    permits ? permits.run(work, ctx) : work()

  const read = async (key: string, ctx: Context): Promise<Loaded<Out> | null> => {
    const ms = Math.min(patienceMs, ctx.deadline - clock.elapsed())
    if (ms <= 0 || ctx.scope.allowance?.takeLook() === false) return null
    try {
      const get = (signal: AbortSignal) => placed(() => shared.get(key, signal), { ...ctx, signal })
      const found = await bounded(get, ms, ctx.signal)
      return found === null || found === undefined ? null : checked(found, output)
    } catch (error) {
      ctx.signal.throwIfAborted()
      ctx.emit({ type: 'store-failed', source: space, operation: 'get', message: messageOf(error) })
      return null
    }
  }

  const write = async (key: string, answer: Answer<Out>, ctx: Context): Promise<void> => {
    const { value, provider, fetchedAt, freshUntil, staleUntil } = answer
    const entry = { value, provider, fetchedAt, freshUntil, staleUntil }
    const ttlMs = staleUntil - clock.now()
    if (ttlMs <= 0 || ctx.scope.allowance?.takeKeep() === false) return
    // Not with the caller's signal: a value that has been paid for is kept, whoever has left.
    const { signal } = new AbortController()
    const set = () => bounded((signal) => shared.set(key, entry, ttlMs, signal), patienceMs)
    try {
      await placed(set, { ...ctx, signal, deadline: clock.elapsed() + placeMs })
    } catch (error) {
      ctx.emit({ type: 'store-failed', source: space, operation: 'set', message: messageOf(error) })
    }
  }

  return (next) => async (input, ctx) => {
    ctx.signal.throwIfAborted()
    const name = keyOf(input)
    const key = `tributary:${schemaVersion}:${space}:${name}`
    const found = await read(key, ctx)
    const now = clock.now()
    const known = found && now < found.staleUntil ? found : null
    const expired = known !== null && isPast(known.value, expiresAt, now)
    const isFresh = known !== null && now < known.freshUntil
    const isStale = known !== null && !isFresh && !expired && !ctx.refresh
    const outcome = isFresh ? 'hit' : isStale ? 'stale' : 'miss'
    ctx.emit({ type: 'cache', source: space, tier: 'store', outcome })
    if (isFresh || isStale) return { ...known, status: isFresh && !expired ? 'cached' : 'stale', attempts: 0 }

    if (known) lastResort?.(name, known)
    const answer = await next(input, ctx)
    ctx.waitUntil(write(key, answer, ctx))
    return answer
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Throws when the entry is not a loaded value of the right shape. */
function checked<Out>(found: unknown, output: z.ZodType<Out>): Loaded<Out> {
  const { value, provider, fetchedAt, freshUntil, staleUntil } = found as Record<string, unknown>
  const times = [fetchedAt, freshUntil, staleUntil]
  if (typeof provider !== 'string' || !times.every((time) => typeof time === 'number'))
    throw new Error('not an entry')
  const [fetched, fresh, stale] = times as [number, number, number]
  return { value: output.parse(value), provider, fetchedAt: fetched, freshUntil: fresh, staleUntil: stale }
}
