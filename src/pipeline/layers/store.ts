import type { z } from 'zod'
import { follow, orAbort } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import type { Store } from '../../runtime/runtime.ts'
import type { Answer, Context, Layer, Loaded } from '../call.ts'

export interface StoreOptions<In, Out> {
  space: string
  key: (input: In) => string
  store: Store | null
  clock: Clock
  /** What is read is checked like an upstream's answer. */
  output: z.ZodType<Out>
  /** A store that takes longer is passed over. */
  patienceMs?: number
}

/** Part of every key: entries of another shape are never read. */
const schemaVersion = 'v1'

/**
 * A cache shared between instances, below the flight: one read for any number of waiting callers. Its failure is a miss and
 * an event, never an error; a refresh is not answered with a stale value.
 */
export function store<In, Out>(options: StoreOptions<In, Out>): Layer<In, Answer<Out>> {
  const { space, key: keyOf, clock, output, patienceMs = 100 } = options
  const shared = options.store
  if (shared === null) return (next) => next

  const bounded = async <T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> => {
    const patience = follow(signal)
    const cancel = clock.after(patienceMs, () =>
      patience.abort(new Error(`no answer within ${patienceMs} ms`)),
    )
    try {
      return await orAbort(work(patience.signal), patience.signal)
    } finally {
      cancel()
      patience.release()
    }
  }

  const read = async (key: string, ctx: Context): Promise<Loaded<Out> | null> => {
    try {
      const found = await bounded((signal) => shared.get(key, signal), ctx.signal)
      return found === null || found === undefined ? null : checked(found, output)
    } catch (error) {
      ctx.signal.throwIfAborted()
      ctx.emit({ type: 'store-failed', source: space, operation: 'get', message: String(error) })
      return null
    }
  }

  return (next) => async (input, ctx) => {
    const key = `tributary:${schemaVersion}:${space}:${keyOf(input)}`
    const now = clock.now()
    const found = await read(key, ctx)
    const isFresh = found !== null && now < found.freshUntil
    const isStale = found !== null && !isFresh && now < found.staleUntil && !ctx.refresh
    const outcome = isFresh ? 'hit' : isStale ? 'stale' : 'miss'
    ctx.emit({ type: 'cache', source: space, tier: 'store', outcome })
    if (found && (isFresh || isStale)) return { ...found, status: isFresh ? 'cached' : 'stale', attempts: 0 }

    const answer = await next(input, ctx)
    const { value, provider, fetchedAt, freshUntil, staleUntil } = answer
    const entry = { value, provider, fetchedAt, freshUntil, staleUntil }
    ctx.waitUntil(
      bounded((signal) => shared.set(key, entry, staleUntil - now, signal), ctx.signal).catch(
        (error: unknown) =>
          ctx.emit({ type: 'store-failed', source: space, operation: 'set', message: String(error) }),
      ),
    )
    return answer
  }
}

/** Throws when the entry is not a loaded value of the right shape. */
function checked<Out>(found: unknown, output: z.ZodType<Out>): Loaded<Out> {
  const { value, provider, fetchedAt, freshUntil, staleUntil } = found as Record<string, unknown>
  const times = [fetchedAt, freshUntil, staleUntil]
  if (typeof provider !== 'string' || !times.every((time) => typeof time === 'number'))
    throw new Error('not an entry')
  const [fetched, fresh, stale] = times as [number, number, number]
  return { value: output.parse(value), provider, fetchedAt: fetched, freshUntil: fresh, staleUntil: stale }
}
