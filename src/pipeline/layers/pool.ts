import type { Layer } from '../call.ts'
import type { Permits } from '../permits.ts'
import { limit } from './limit.ts'

/**
 * The process-wide bound on upstream requests, whatever the upstream. Always below the upstream's own limit, so that
 * permits are taken in one order everywhere and no two calls wait for each other.
 */
export function pool<In, Out>(options: {
  source: string
  provider: string
  permits: Permits
}): Layer<In, Out> {
  return limit({ ...options, by: 'pool' })
}
