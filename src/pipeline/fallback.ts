import type { Clock } from '../core/clock.ts'
import { AppError, type ErrorCode, isCapacityError } from '../core/errors.ts'
import type { Answer, Call } from './call.ts'
import type { Context } from './context.ts'
import type { Candidate, FallbackRules } from './source.ts'

export interface FallbackOptions<Out> extends FallbackRules<Out> {
  source: string
  clock: Pick<Clock, 'elapsed'>
  /** True for a provider that calls no upstream: no time is reserved for it. */
  isLocal?(provider: string): boolean
}

/** Share of the time reserved for an answer of last resort, or for a local provider. */
const reserve = 0.1

/**
 * Tries providers in order until one gives a good answer. A provider followed by a remote one gets half of the remaining time.
 * When all fail, the error is the first one other than `not_found`. A job that retries on capacity gets the refusal of a busy
 * provider at once: it retries that provider later.
 */
export function fallback<In, Out>(
  candidates: readonly Candidate<In, Out>[],
  options: FallbackOptions<Out>,
): Call<In, Answer<Out>> {
  const { source, clock, isLocal = () => false } = options
  const { isGood = () => true, better = (a) => a, settles = () => false } = options
  // Where a provider that is too slow is not followed by the next one, to cut it short would only lose its answer.
  const sharesTime = !settles(new AppError('deadline', 'too slow'))
  const steps = candidates.map(({ provider, call }, index) => {
    const later = candidates.slice(index + 1).map((next) => next.provider)
    return { provider, call, next: later[0], isLastRemote: later.every(isLocal) }
  })

  /** Returns a copy with an earlier deadline, which moves with that of a shared run. */
  const within = (share: number, ctx: Context): Context => {
    if (share === 1 || !sharesTime) return ctx
    const startedAt = clock.elapsed()
    const endsAt = (): number => startedAt + Math.max(0, ctx.deadline - startedAt) * share
    return ctx.with({ isCutOff: true }, endsAt)
  }

  return async (input, ctx) => {
    const errors: AppError[] = []
    let best: Answer<Out> | undefined
    for (const { provider, call, next, isLastRemote } of steps) {
      const share = !isLastRemote ? 0.5 : best || next !== undefined ? 1 - reserve : 1
      let code: ErrorCode = 'upstream_invalid'
      try {
        const answer = await call(input, within(share, ctx))
        if (isGood(answer)) return answer
        best = best ? better(best, answer) : answer
      } catch (error) {
        ctx.cancellation.throwIfAborted()
        if (!(error instanceof AppError)) throw error
        const named = error.provider ? error : error.with({ provider })
        const isBusy = error.code !== 'circuit_open' && isCapacityError(error.code)
        if (settles(error) || (isBusy && ctx.retryOnCapacity && ctx.isBackground)) throw named
        errors.push(named)
        code = error.code
      }
      if (next !== undefined) ctx.emit({ type: 'fallback', source, from: provider, to: next, code })
    }
    if (best) return { ...best, status: 'stale' }
    const error = errors.find((each) => each.code !== 'not_found') ?? errors[0]
    throw error ?? new AppError('internal', `${source} has no provider`)
  }
}
