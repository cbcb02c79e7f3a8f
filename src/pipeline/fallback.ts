import type { Clock } from '../core/clock.ts'
import { AppError, isCapacityError } from '../core/errors.ts'
import type { Answer, Call } from './call.ts'
import type { Context } from './context.ts'
import type { Candidate } from './source.ts'

export interface FallbackOptions<Out> {
  source: string
  clock: Pick<Clock, 'elapsed'>
  /** A provider that asks no upstream needs no time kept back for it. */
  isLocal?: (provider: string) => boolean
  /** An answer that is not good makes the next provider be asked; the best such one is kept as the last resort. */
  isGood?: ((answer: Answer<Out>) => boolean) | undefined
  better?: ((a: Answer<Out>, b: Answer<Out>) => Answer<Out>) | undefined
  /** Is this failure the answer, whatever another provider would say? */
  settles?: ((error: AppError) => boolean) | undefined
}

/** This share of the time is kept back to give an answer of last resort, or to ask a local provider. */
const reserve = 0.1

/**
 * Tries providers in order until one has a good answer. Each that is followed by a remote one gets half of the time left. When
 * all fail, the error is the first that is more than "no such thing". A job that retries on lack of capacity comes back to a
 * provider that has none now.
 */
export function fallback<In, Out>(
  candidates: readonly Candidate<In, Out>[],
  {
    source,
    clock,
    isLocal = () => false,
    isGood = () => true,
    better = (a) => a,
    settles = () => false,
  }: FallbackOptions<Out>,
): Call<In, Answer<Out>> {
  const isLastRemote = candidates.map((_, index) =>
    candidates.slice(index + 1).every(({ provider }) => isLocal(provider)),
  )

  /** The same call with an earlier deadline. That of a shared run may move, and the share moves with it. */
  const within = (share: number, ctx: Context): Context => {
    const startedAt = clock.elapsed()
    const endsAt = (): number => startedAt + Math.max(0, ctx.deadline - startedAt) * share
    return ctx.with({ isCutOff: true }, endsAt)
  }

  return async (input, ctx) => {
    const errors: AppError[] = []
    let best: Answer<Out> | undefined
    for (const [index, { provider, call }] of candidates.entries()) {
      const next = candidates[index + 1]
      const share = isLastRemote[index] ? (best || next ? 1 - reserve : 1) : 0.5
      let code: AppError['code'] = 'upstream_invalid'
      try {
        const answer = await call(input, share < 1 ? within(share, ctx) : ctx)
        if (isGood(answer)) return answer
        best = best ? better(best, answer) : answer
      } catch (error) {
        ctx.signal.throwIfAborted()
        if (!(error instanceof AppError)) throw error
        const named = error.provider ? error : error.with({ provider })
        const isBusy = error.code !== 'circuit_open' && isCapacityError(error.code)
        if (settles(error) || (isBusy && ctx.retryOnCapacity && ctx.isBackground)) throw named
        errors.push(named)
        code = error.code
      }
      if (next) ctx.emit({ type: 'fallback', source, from: provider, to: next.provider, code })
    }
    if (best) return { ...best, status: 'stale' }
    const error = errors.find((each) => each.code !== 'not_found') ?? errors[0]
    throw error ?? new AppError('internal', `${source} has no provider`)
  }
}
