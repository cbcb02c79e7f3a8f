import type { z } from 'zod'
import type { Clock } from '../../core/clock.ts'
import { withPatience } from '../../core/patience.ts'
import type { Store } from '../../runtime/runtime.ts'
import type { Answer, Context, Layer, Loaded } from '../call.ts'
import type { Permits } from '../permits.ts'
import { entryOf, readEntry, storedName } from '../stored-entry.ts'
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
  /** False where somebody below keeps what passes; true by default. */
  keeps?: boolean
}

/**
 * A cache shared between instances, below the flight: one read for any number of waiting callers. Its failure is a miss and
 * an event, never an error; a refresh is not answered with a stale value.
 */
export function store<In, Out>(options: StoreOptions<In, Out>): Layer<In, Answer<Out>> {
  const { space, key: keyOf, clock, freshMs, output, expiresAt, lastResort, patienceMs = 100 } = options
  const { permits, placeMs = 10_000, keeps = true } = options
  const shared = options.store
  if (shared === null || freshMs <= 0) return (next) => next

  const placed = <T>(work: () => Promise<T>, ctx: Context): Promise<T> =>
    permits ? permits.run(work, ctx) : work()

  const read = async (key: string, ctx: Context): Promise<Loaded<Out> | null> => {
    const ms = Math.min(patienceMs, ctx.deadline - clock.elapsed())
    if (ms <= 0 || ctx.scope.allowance?.takeLook() === false) return null
    try {
      const get = (signal: AbortSignal) => placed(() => shared.get(key, signal), { ...ctx, signal })
      const found = await withPatience(clock, ms, get, ctx.signal)
      return found === null || found === undefined ? null : readEntry(found, output)
    } catch (error) {
      ctx.signal.throwIfAborted()
      ctx.emit({ type: 'store-failed', source: space, operation: 'get', message: messageOf(error) })
      return null
    }
  }

  const write = async (key: string, answer: Answer<Out>, ctx: Context): Promise<void> => {
    const entry = entryOf(answer)
    const ttlMs = entry.staleUntil - clock.now()
    if (ttlMs <= 0 || ctx.scope.allowance?.takeKeep() === false) return
    // Not with the caller's signal: a value that has been paid for is kept, whoever has left.
    const { signal } = new AbortController()
    const set = () => withPatience(clock, patienceMs, (signal) => shared.set(key, entry, ttlMs, signal))
    try {
      await placed(set, { ...ctx, signal, deadline: clock.elapsed() + placeMs })
    } catch (error) {
      ctx.emit({ type: 'store-failed', source: space, operation: 'set', message: messageOf(error) })
    }
  }

  return (next) => async (input, ctx) => {
    ctx.signal.throwIfAborted()
    const name = keyOf(input)
    const key = storedName(space, name)
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
    if (keeps) ctx.waitUntil(write(key, answer, ctx))
    return answer
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
