import type { z } from 'zod'
import { neverAborted } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import { withPatience } from '../../core/patience.ts'
import type { Store } from '../../runtime/runtime.ts'
import type { Answer, Loaded } from '../call.ts'
import type { Context } from '../context.ts'
import type { Permits } from '../guards/permits.ts'
import { type ExpiresAt, freshness, statusOf } from './freshness.ts'
import type { Tier } from './keep.ts'

export interface StoreOptions<Out> {
  namespace: string
  store: Store
  clock: Clock
  /** Validates values read from the store. */
  output: z.ZodType<Out>
  expiresAt: ExpiresAt<Out>
  /** Called with a value that may not answer the call; it is served if the load fails. */
  lastResort: (key: string, loaded: Loaded<Out>) => void
  /** Given on platforms with few connections: a store operation then takes a permit of the upstream pool. */
  permits?: Permits | undefined
  /** False when the tier below stores the loaded values. */
  keeps: boolean
}

/** Maximum time in ms that a write waits for a permit. */
const permitMs = 10_000

/**
 * The cache shared between instances. A failure of the store is a miss and an event, never an error; a refresh is not answered
 * with a stale value.
 */
export function storeTier<Out>(options: StoreOptions<Out>): Tier<Out> {
  const { namespace: source, store, clock, output, expiresAt, lastResort, permits, keeps } = options
  const { timeoutMs = 100 } = store

  const withPermit = <T>(work: () => Promise<T>, ctx: Context): Promise<T> =>
    permits ? permits.run(work, ctx) : work()

  const failed = (operation: 'get' | 'set', error: unknown, ctx: Context): void => {
    const message = error instanceof Error ? error.message : String(error)
    ctx.emit({ type: 'store-failed', source, operation, message })
  }

  const read = async (key: string, ctx: Context): Promise<Loaded<Out> | null> => {
    const ms = Math.min(timeoutMs, ctx.deadline - clock.elapsed())
    if (ms <= 0 || ctx.scope.subrequests?.spendStoreRead() === false) return null
    try {
      const get = (signal: AbortSignal) => withPermit(() => store.get(key, signal), ctx.with({ signal }))
      const found = await withPatience(clock, ms, get, ctx.signal)
      return found === null || found === undefined ? null : readEntry(found, output, expiresAt)
    } catch (error) {
      ctx.signal.throwIfAborted()
      failed('get', error, ctx)
      return null
    }
  }

  const write = async (key: string, answer: Answer<Out>, ctx: Context): Promise<void> => {
    const ttlMs = answer.staleUntil - clock.now()
    if (ttlMs <= 0 || ctx.scope.subrequests?.spendStoreWrite() === false) return
    const set = (signal: AbortSignal) => store.set(key, entryOf(answer), ttlMs, signal)
    // Without the caller's signal: a loaded value is stored even when the caller has left.
    const own = ctx.with({ signal: neverAborted }, clock.elapsed() + permitMs)
    try {
      await withPermit(() => withPatience(clock, timeoutMs, set), own)
    } catch (error) {
      failed('set', error, ctx)
    }
  }

  return {
    async fetch(key, ctx, load) {
      ctx.signal.throwIfAborted()
      const name = storedName(source, key)
      const found = await read(name, ctx)
      const now = clock.now()
      const state = found ? freshness(found, now) : 'gone'
      const outcome = state === 'fresh' ? 'hit' : state === 'stale' && !ctx.isRefresh ? 'stale' : 'miss'
      ctx.emit({ type: 'cache', source, tier: 'store', outcome })
      if (found && outcome !== 'miss') return { ...found, status: statusOf(found, now) }
      if (found && state !== 'gone') lastResort(key, found)
      const answer = await load()
      if (keeps) ctx.waitUntil(write(name, answer, ctx))
      return answer
    },
  }
}

/** Version of the entry format; part of every key, so that entries of other formats are never read. */
const schemaVersion = 'v2'

/** The name under which instances store the value of a key. */
export const storedName = (space: string, key: string): string => `tributary:${schemaVersion}:${space}:${key}`

/** The stored part of an answer: the value and its provenance, without the details of this call. */
export function entryOf<Out>({
  value,
  provider,
  fetchedAt,
  freshUntil,
  staleUntil,
}: Answer<Out>): Loaded<Out> {
  return { value, provider, fetchedAt, freshUntil, staleUntil }
}

/** Validates a stored entry; throws when it is not a loaded value of the expected schema. */
export function readEntry<Out>(
  found: unknown,
  output: z.ZodType<Out>,
  expiresAt?: ExpiresAt<Out>,
): Loaded<Out> {
  const { value, provider, fetchedAt, freshUntil, staleUntil } = Object(found) as Record<string, unknown>
  const times = [fetchedAt, freshUntil, staleUntil]
  if (typeof provider !== 'string' || !times.every((time) => typeof time === 'number'))
    throw new Error('not an entry')
  const [fetched, fresh, stale] = times as [number, number, number]
  const parsed = output.parse(value)
  const endsAt = expiresAt?.(parsed) ?? undefined
  return { value: parsed, provider, fetchedAt: fetched, freshUntil: fresh, staleUntil: stale, endsAt }
}
