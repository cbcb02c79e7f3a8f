import { AppError } from '../../core/errors.ts'
import type { Layer } from '../call.ts'
import type { Permits } from '../permits.ts'

/**
 * Runs at most as many calls at once as there are permits; the rest wait in its queue or are refused with `overloaded`.
 * `by` says whose permits: the upstream's own (`limit`) or the process-wide ones (`pool`).
 */
export function limit<In, Out>(options: {
  source: string
  provider: string
  permits: Permits
  by: 'limit' | 'pool'
}): Layer<In, Out> {
  const { source, provider, permits, by } = options
  return (next) => async (input, ctx) => {
    let isRefusal = true
    const admitted = (): Promise<Out> => {
      isRefusal = false
      return next(input, ctx)
    }
    try {
      return await permits.run(admitted, ctx)
    } catch (error) {
      if (isRefusal && error instanceof AppError && error !== ctx.signal.reason) {
        error.provider = provider
        ctx.emit({ type: 'refused', source, provider, by, code: error.code })
      }
      throw error
    }
  }
}
