import { follow } from '../core/abort.ts'
import type { Clock } from '../core/clock.ts'
import { AppError, type ErrorCode } from '../core/errors.ts'
import type { Answer, Call, Context } from './call.ts'
import type { Candidate } from './source.ts'

export interface FallbackOptions<Out> {
  source: string
  clock: Clock
  /** An answer that is not good makes the next provider be asked; the best such one is kept as the last resort. */
  isGood?: ((answer: Answer<Out>) => boolean) | undefined
  better?: ((a: Answer<Out>, b: Answer<Out>) => Answer<Out>) | undefined
}

/**
 * Tries providers in order until one has a good answer. Each that has a successor gets at most half of the time that
 * remains. Attempts add up. When all fail, the error is the first that is more than "no such thing".
 */
export function fallback<In, Out>(
  candidates: readonly Candidate<In, Out>[],
  { source, clock, isGood = () => true, better = (a) => a }: FallbackOptions<Out>,
): Call<In, Answer<Out>> {
  return async (input, ctx) => {
    const errors: AppError[] = []
    let best: Answer<Out> | undefined
    let attempts = 0
    for (const [index, { provider, call }] of candidates.entries()) {
      const next = candidates[index + 1]
      let code: ErrorCode = 'upstream_invalid'
      try {
        const answer = await (next ? withinHalf(call, input, ctx, clock) : call(input, ctx))
        attempts += answer.attempts
        if (isGood(answer)) return { ...answer, attempts }
        best = best ? better(best, answer) : answer
      } catch (error) {
        ctx.signal.throwIfAborted()
        if (!(error instanceof AppError)) throw error
        attempts += error.attempts
        error.provider ??= provider
        errors.push(error)
        code = error.code
      }
      if (next) ctx.emit({ type: 'fallback', source, from: provider, to: next.provider, code })
    }
    if (best) return { ...best, status: 'stale', attempts }
    const error = errors.find(({ code }) => code !== 'not_found') ?? errors[0]
    throw error?.again(attempts) ?? new AppError('internal', `${source} has no provider`)
  }
}

/** Runs a call with half of the time that remains, and ends it then. */
async function withinHalf<In, Out>(call: Call<In, Out>, input: In, ctx: Context, clock: Clock): Promise<Out> {
  const now = clock.elapsed()
  const share = Math.max(0, (ctx.deadline - now) / 2)
  const half = follow(ctx.signal)
  const cancel = clock.after(share, () =>
    half.abort(
      new AppError('deadline', 'no answer within its share of the time; the next provider needs the rest'),
    ),
  )
  try {
    return await call(input, { ...ctx, signal: half.signal, deadline: now + share })
  } finally {
    cancel()
    half.release()
  }
}
