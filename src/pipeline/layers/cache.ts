// The memory cache is two layers around the flight. `recall` answers from memory above it; `remember` fills the memory
// below it, once a flight, so that a value whose first caller has left is kept all the same.
import { neverAborted } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import { AppError, type ErrorCode, toAppError } from '../../core/errors.ts'
import type { Answer, Call, Context, Layer, Loaded } from '../call.ts'
import type { Memory } from '../memory.ts'

export interface CacheOptions<In, Out> {
  /** Whose values these are; keys of different spaces never meet. */
  space: string
  key: (input: In) => string
  memory: Memory
  clock: Clock
  freshMs: number
  staleMs: number
  failedMs: number
  missingMs: number
  /** Time that a refresh in the background may take. */
  refreshMs: number
  /** The value's own end of life: past it, it is asked for again, and served only if that fails. */
  expiresAt?: ((value: Out) => number | null) | undefined
}

/**
 * Answers from memory: a fresh value at once, a stale one at once while it is refreshed in the background, a failure that
 * has only just happened without asking again. A value past its own expiry is the last resort when asking fails.
 */
export function recall<In, Out>(options: CacheOptions<In, Out>): Layer<In, Answer<Out>> {
  const { space, key: keyOf, memory, clock, freshMs, refreshMs } = options
  const refreshes = {}
  if (freshMs <= 0) return (next) => next

  const isExpired = (value: Out, now: number): boolean => {
    const end = options.expiresAt?.(value) ?? null
    return end !== null && end <= now
  }

  const refresh = (key: string, input: In, next: Call<In, Answer<Out>>, ctx: Context): void => {
    const running = ctx.scope.memo(refreshes, () => new Set<string>())
    if (running.has(key)) return
    running.add(key)
    const { tally: _, ...rest } = ctx
    const background = { ...rest, refresh: true, signal: neverAborted, deadline: clock.elapsed() + refreshMs }
    const task = next(input, background)
      .then(
        () => ctx.emit({ type: 'refresh', source: space, outcome: 'ok' }),
        (error: unknown) => ctx.emit({ type: 'refresh', source: space, outcome: toAppError(error).code }),
      )
      .finally(() => running.delete(key))
    ctx.waitUntil(task)
  }

  return (next) => async (input, ctx) => {
    ctx.signal.throwIfAborted()
    const key = keyOf(input)
    const now = clock.now()
    const known = memory.get<Out>(space, key)
    const outcome = (what: 'hit' | 'miss' | 'stale' | 'failed'): void =>
      ctx.emit({ type: 'cache', source: space, tier: 'memory', outcome: what })

    const usable = known && now < known.staleUntil ? known : undefined
    const expired = usable !== undefined && isExpired(usable.value, now)
    if (usable && now < usable.freshUntil) {
      outcome('hit')
      return from(usable, expired ? 'stale' : 'cached')
    }
    const failure = memory.failure(space, key, now)
    if (usable && (failure || !expired)) {
      outcome('stale')
      if (!failure) refresh(key, input, next, ctx)
      return from(usable, 'stale')
    }
    if (failure) {
      outcome('failed')
      throw failure
    }
    outcome('miss')
    try {
      const answer = await next(input, ctx)
      // The shared store may hold a stale value where memory has none.
      if (now >= answer.freshUntil) refresh(key, input, next, ctx)
      return answer
    } catch (error) {
      if (!usable || !(error instanceof AppError)) throw error
      return { ...from(usable, 'stale'), attempts: error.attempts }
    }
  }
}

/** Keeps what passes: a value for as long as the policy and its own expiry allow, a failure for a moment. */
export function remember<In, Out>(options: CacheOptions<In, Out>): Layer<In, Answer<Out>> {
  const { space, key: keyOf, memory, clock, freshMs, staleMs, failedMs, missingMs, expiresAt } = options
  if (freshMs <= 0) return (next) => next
  return (next) => async (input, ctx) => {
    const key = keyOf(input)
    try {
      const answer = await next(input, ctx)
      const freshUntil = Math.min(answer.freshUntil, lifeOf(answer, expiresAt, freshMs))
      const kept = {
        ...answer,
        freshUntil,
        staleUntil: Math.max(freshUntil, answer.fetchedAt + freshMs) + staleMs,
      }
      memory.set(space, key, kept)
      return kept
    } catch (error) {
      if (error instanceof AppError && isRemembered(error.code)) {
        const ms = error.code === 'not_found' ? missingMs : failedMs
        memory.setFailure(space, key, error.again(0), clock.now() + ms)
      }
      throw error
    }
  }
}

/** An expired text is worth keeping for a minute, so that not every caller asks for it again. */
const expiredMs = 60_000

function lifeOf<Out>(
  answer: Answer<Out>,
  expiresAt: ((value: Out) => number | null) | undefined,
  freshMs: number,
): number {
  const end = expiresAt?.(answer.value) ?? null
  if (end === null) return answer.freshUntil
  return end > answer.fetchedAt ? end : answer.fetchedAt + Math.min(freshMs, expiredMs)
}

const from = <Out>(loaded: Loaded<Out>, status: 'cached' | 'stale'): Answer<Out> => ({
  ...loaded,
  status,
  attempts: 0,
})

/** What our own limits refused says nothing about the next caller. */
const isRemembered = (code: ErrorCode): boolean =>
  code !== 'overloaded' &&
  code !== 'deadline' &&
  code !== 'draining' &&
  code !== 'internal' &&
  code !== 'circuit_open'
