// The memory cache is two layers around the flight. `recall` answers from memory above it; `remember` fills the memory
// below it, once a flight, so that a value whose first caller has left is kept all the same.
import type { Clock } from '../../core/clock.ts'
import { AppError, type ErrorCode, toAppError } from '../../core/errors.ts'
import { endFailed } from '../../core/tracing.ts'
import { type Answer, type Call, type Context, isSpare, type Layer, type Loaded } from '../call.ts'
import type { Memory } from '../memory.ts'
import { noting } from '../noting.ts'
import { isWantOfCapacity } from '../want-of-capacity.ts'
import { type ExpiresAt, isPast } from './lifetime.ts'

export interface CacheOptions<In, Out> {
  /** Whose values these are; keys of different spaces never meet. */
  space: string
  key: (input: In) => string
  memory: Memory
  clock: Clock
  /** 0 turns the cache off. */
  freshMs: number
  failedMs: number
  missingMs: number
  /** Time that a refresh in the background may take. */
  refreshMs: number
  /** The value's own end of life: past it, it is asked for again, and served only if that fails. */
  expiresAt?: ExpiresAt<Out>
  /** Is what is refused for want of capacity asked again in the background? */
  continues?: boolean
}

/**
 * Answers from memory: a fresh value at once, a stale one at once while it is refreshed in the background, a failure that
 * has only just happened without asking again. A value past its own expiry is the last resort when asking fails. A refresh
 * that passes is not answered with a stale value.
 */
export function recall<In, Out>(options: CacheOptions<In, Out>): Layer<In, Answer<Out>> {
  const { space, key: keyOf, memory, clock, freshMs, failedMs, refreshMs, expiresAt, continues } = options
  const refreshes = {}
  if (freshMs <= 0) return (next) => next

  const refresh = (
    key: string,
    input: In,
    next: Call<In, Answer<Out>>,
    ctx: Context,
    more: Partial<Context> = {},
  ): void => {
    const running = ctx.scope.memo(refreshes, () => new Set<string>())
    if (running.has(key)) return
    running.add(key)
    const { tally: _, ...rest } = ctx
    const { signal } = new AbortController()
    const span = ctx.span?.apart(`refresh ${space}`, { 'tributary.source': space })
    const traced = span && { span, emit: noting(span, ctx.emit) }
    const background = {
      ...rest,
      ...traced,
      refresh: true,
      signal,
      deadline: clock.elapsed() + refreshMs,
      ...more,
    }
    const task = next(input, background)
      .then(
        () => {
          span?.end()
          ctx.emit({ type: 'refresh', source: space, outcome: 'ok' })
        },
        (thrown: unknown) => {
          const error = toAppError(thrown)
          if (span) endFailed(span, error, signal)
          ctx.emit({ type: 'refresh', source: space, outcome: error.code })
          // Whatever the reason: the stale value is served without trying again with every call.
          const now = clock.now()
          if (!memory.failure(space, key, now)) memory.setFailure(space, key, error.again(0), now + failedMs)
        },
      )
      .finally(() => running.delete(key))
    ctx.waitUntil(task)
  }

  const usable = (key: string, now: number): Loaded<Out> | undefined => {
    const known = memory.get<Out>(space, key)
    return known && now < known.staleUntil ? known : undefined
  }

  return (next) => async (input, ctx) => {
    ctx.signal.throwIfAborted()
    const key = keyOf(input)
    const now = clock.now()
    const known = usable(key, now)
    const expired = known !== undefined && isPast(known.value, expiresAt, now)
    const outcome = (what: 'hit' | 'miss' | 'stale' | 'failed'): void =>
      ctx.emit({ type: 'cache', source: space, tier: 'memory', outcome: what })

    if (known && now < known.freshUntil) {
      outcome('hit')
      return from(known, expired ? 'stale' : 'cached')
    }
    const failure = memory.failure(space, key, now)
    if (known && !ctx.refresh && (failure || !expired)) {
      outcome('stale')
      if (!failure) refresh(key, input, next, ctx)
      return from(known, 'stale')
    }
    if (failure) {
      outcome('failed')
      throw failure
    }
    outcome('miss')
    try {
      const answer = await next(input, ctx)
      // The shared store may hold a stale value where memory has none.
      if (!ctx.refresh && clock.now() >= answer.freshUntil) refresh(key, input, next, ctx)
      return answer
    } catch (error) {
      if (ctx.refresh || !(error instanceof AppError)) throw error
      // A job comes back by itself.
      if (continues && wasNotAsked(error) && !isSpare(ctx)) {
        refresh(key, input, next, ctx, { spare: new AbortController().signal })
      }
      // Looked up again: the shared store may have left one there.
      const last = usable(key, clock.now())
      if (!last) throw error
      return { ...from(last, 'stale'), attempts: error.attempts }
    }
  }
}

/** Looks for what `recall` would answer with at once and for certain: a fresh value that is not past its own end. */
export function createRecall<In, Out>({
  space,
  key: keyOf,
  memory,
  expiresAt,
}: Pick<CacheOptions<In, Out>, 'space' | 'key' | 'memory' | 'expiresAt'>): (
  input: In,
  now: number,
) => Loaded<Out> | undefined {
  // An end is read from a text: once a value, not once an answer.
  const ends = new WeakMap<Loaded<Out>, number>()
  return (input, now) => {
    const known = memory.get<Out>(space, keyOf(input))
    if (!known || now >= known.freshUntil) return undefined
    let end = ends.get(known)
    if (end === undefined) {
      end = expiresAt?.(known.value) ?? Number.POSITIVE_INFINITY
      ends.set(known, end)
    }
    return now < end ? known : undefined
  }
}

/** Keeps what passes: a value for as long as it says, a failure for a moment. */
export function remember<In, Out>(options: CacheOptions<In, Out>): Layer<In, Answer<Out>> {
  const { space, key: keyOf, memory, clock, freshMs, failedMs, missingMs } = options
  if (freshMs <= 0) return (next) => next
  return (next) => async (input, ctx) => {
    const key = keyOf(input)
    try {
      const answer = await next(input, ctx)
      memory.set(space, key, answer)
      return answer
    } catch (error) {
      if (error instanceof AppError && isRemembered(error.code)) {
        const ms = error.code === 'not_found' ? missingMs : failedMs
        memory.setFailure(space, key, error.again(0), clock.now() + ms)
      }
      throw error
    }
  }
}

// Field by field: what was remembered is the whole answer, and how long its load took says nothing of this one.
const from = <Out>(
  { value, provider, fetchedAt, freshUntil, staleUntil }: Loaded<Out>,
  status: 'cached' | 'stale',
): Answer<Out> => ({ value, provider, fetchedAt, freshUntil, staleUntil, status, attempts: 0 })

/** No upstream has seen it: there was no room, or the time was over before. */
const wasNotAsked = ({ code, wasAsked, attempts }: AppError): boolean =>
  isWantOfCapacity(code) && !wasAsked && (code !== 'deadline' || attempts === 0)

/** What our own limits refused says nothing about the next caller. */
const isRemembered = (code: ErrorCode): boolean =>
  code !== 'overloaded' &&
  code !== 'deadline' &&
  code !== 'draining' &&
  code !== 'internal' &&
  code !== 'circuit_open'
