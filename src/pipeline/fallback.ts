import { follow, orAbort } from '../core/abort.ts'
import type { Clock } from '../core/clock.ts'
import { AppError, type ErrorCode } from '../core/errors.ts'
import { type Answer, type Call, type Context, isSpare, type Tally } from './call.ts'
import { derive } from './derive.ts'
import type { Candidate } from './source.ts'
import { isWantOfCapacity } from './want-of-capacity.ts'

export interface FallbackOptions<Out> {
  source: string
  clock: Clock
  /** An answer that is not good makes the next provider be asked; the best such one is kept as the last resort. */
  isGood?: ((answer: Answer<Out>) => boolean) | undefined
  better?: ((a: Answer<Out>, b: Answer<Out>) => Answer<Out>) | undefined
}

/** This share of the time is kept back to give an answer of last resort, or to ask a local provider. */
const reserve = 0.1

/**
 * Tries providers in order until one has a good answer. Each that has a remote successor gets at most half of the time that
 * remains; a local one needs no time. Attempts add up. When all fail, the error is the first that is more than "no such thing". A patient caller comes
 * back to a provider that has no place for it now.
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
      const hasRemote = candidates.slice(index + 1).some(({ local = false }) => !local)
      const share = hasRemote ? 0.5 : next || best ? 1 - reserve : 1
      let code: ErrorCode = 'upstream_invalid'
      // What is cut off cannot say how often it tried.
      const tally: Tally = { attempts: 0, provider: undefined, within: ctx.tally }
      try {
        const answer = await (share < 1
          ? withinShare(share, call, input, { ctx, tally, clock })
          : call(input, derive(ctx, { tally })))
        attempts += answer.attempts
        if (isGood(answer)) return { ...answer, attempts }
        best = best ? better(best, answer) : answer
      } catch (error) {
        ctx.signal.throwIfAborted()
        if (!(error instanceof AppError)) throw error
        attempts += Math.max(error.attempts, tally.attempts)
        error.provider ??= provider
        const isBusy = error.code !== 'circuit_open' && isWantOfCapacity(error.code)
        if (isBusy && ctx.patient && isSpare(ctx)) throw error.again(attempts)
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

/** Runs a call with a share of the time that remains, and ends it then. */
async function withinShare<In, Out>(
  share: number,
  call: Call<In, Out>,
  input: In,
  { ctx, tally, clock }: { ctx: Context; tally: Tally; clock: Clock },
): Promise<Out> {
  const startedAt = clock.elapsed()
  const endsAt = (): number => startedAt + Math.max(0, ctx.deadline - startedAt) * share
  const part = follow(ctx.signal)
  let cancel: () => void = () => {}
  // The deadline of a flight moves when a rider with more time joins, and the share with it.
  const watch = (): void => {
    const left = endsAt() - clock.elapsed()
    if (left > 0) cancel = clock.after(left, watch)
    else part.abort(new AppError('deadline', 'no answer within its share of the time; the rest is needed'))
  }
  cancel = clock.after(endsAt() - startedAt, watch)
  try {
    return await orAbort(call(input, derive(ctx, { tally, signal: part.signal }, endsAt)), part.signal)
  } finally {
    cancel()
    part.release()
  }
}
