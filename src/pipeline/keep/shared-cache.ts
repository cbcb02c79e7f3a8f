import type { z } from 'zod'
import { type Cancellation, never } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import { sharedTimeoutMs, withPatience } from '../../core/patience.ts'
import type { Store } from '../../runtime/runtime.ts'
import { type Answer, type Loaded, loadedOf } from '../call.ts'
import type { Context } from '../context.ts'
import type { Permits } from '../guards/permits.ts'
import { type ExpiresAt, freshness, statusOf } from './freshness.ts'
import type { Tier } from './keep.ts'

/** What instances need to share the values of one source. */
export interface Sharing<Out> {
  namespace: string
  clock: Clock
  /** Validates values of other instances. */
  output: z.ZodType<Out>
  expiresAt: ExpiresAt<Out>
}

export interface SharedCacheOptions<Out> extends Sharing<Out> {
  store: Store
  /** Loads and stores what the store lacks, once for all instances; without it, each instance loads and stores it. */
  flight?: Tier<Out> | undefined
  /** Called with a value that may not answer the call; it is served if the load fails. */
  lastResort: (key: string, loaded: Loaded<Out>) => void
  /** Given on platforms with few connections: a store operation then takes a permit of the upstream pool. */
  permits?: Permits | undefined
}

/** Maximum time in ms that a write waits for a permit. */
const permitMs = 10_000

/**
 * The cache shared between instances. A failure of the store is a miss and an event, never an error; a refresh is not answered
 * with a stale value.
 */
export function sharedCache<Out>(options: SharedCacheOptions<Out>): Tier<Out> {
  const { namespace: source, store, flight, clock, lastResort, permits } = options
  const { timeoutMs = sharedTimeoutMs } = store

  const withPermit = <T>(work: () => Promise<T>, ctx: Context): Promise<T> =>
    permits ? permits.run(work, ctx) : work()

  const read = async (name: string, ctx: Context): Promise<Loaded<Out> | null> => {
    const ms = Math.min(timeoutMs, ctx.deadline - clock.elapsed())
    if (ms <= 0 || ctx.scope.subrequests?.spendStoreRead() === false) return null
    try {
      const get = (signal: AbortSignal, cancellation: Cancellation) =>
        withPermit(() => store.get(name, signal), ctx.with({ cancellation }))
      const found = await withPatience(clock, ms, get, ctx.cancellation)
      return found === null || found === undefined ? null : readEntry(found, options)
    } catch (error) {
      ctx.cancellation.throwIfAborted()
      storeFailed(source, 'get', error, ctx)
      return null
    }
  }

  const write = async (name: string, answer: Answer<Out>, ctx: Context): Promise<void> => {
    const ttlMs = answer.staleUntil - clock.now()
    if (ttlMs <= 0 || ctx.scope.subrequests?.spendStoreWrite() === false) return
    const set = (signal: AbortSignal) => store.set(name, loadedOf(answer), ttlMs, signal)
    // Without the caller's signal: a loaded value is stored even when the caller has left.
    const own = ctx.with({ cancellation: never }, clock.elapsed() + permitMs)
    try {
      await withPermit(() => withPatience(clock, timeoutMs, set), own)
    } catch (error) {
      storeFailed(source, 'set', error, ctx)
    }
  }

  return async (key, ctx, load) => {
    ctx.cancellation.throwIfAborted()
    const name = `tributary:${schemaVersion}:${key}`
    const found = await read(name, ctx)
    const now = clock.now()
    const state = found ? freshness(found, now) : 'gone'
    const outcome = state === 'fresh' ? 'hit' : state === 'stale' && !ctx.isRefresh ? 'stale' : 'miss'
    ctx.emit({ type: 'cache', source, tier: 'store', outcome })
    if (found && outcome !== 'miss') return { ...found, status: statusOf(found, now) }
    if (found && state !== 'gone') lastResort(key, found)
    if (flight) return flight(name, ctx, load)
    const answer = await load()
    ctx.waitUntil(write(name, answer, ctx))
    return answer
  }
}

/** Version of the entry format; part of every name, so that entries of other formats are never read. */
const schemaVersion = 'v2'

/** Reports an operation that failed, and is skipped. */
export function storeFailed(
  source: string,
  operation: 'get' | 'set' | 'lease',
  error: unknown,
  ctx: Context,
): void {
  const message = error instanceof Error ? error.message : String(error)
  ctx.emit({ type: 'store-failed', source, operation, message })
}

/** Validates a stored entry; throws when it is not a loaded value of the expected schema. */
export function readEntry<Out>(found: unknown, { output, expiresAt }: Sharing<Out>): Loaded<Out> {
  const { value, provider, fetchedAt, freshUntil, staleUntil } = Object(found) as Record<string, unknown>
  const times = [fetchedAt, freshUntil, staleUntil]
  if (typeof provider !== 'string' || !times.every((time) => typeof time === 'number'))
    throw new Error('not an entry')
  const [fetched, fresh, stale] = times as [number, number, number]
  const parsed = output.parse(value)
  const endsAt = expiresAt?.(parsed) ?? undefined
  return { value: parsed, provider, fetchedAt: fetched, freshUntil: fresh, staleUntil: stale, endsAt }
}
