import type { ErrorCode } from '../core/errors.ts'

/**
 * Was it refused because there is no room for it now: a queue or a rate is full, the upstream has asked us to wait, or is not
 * asked for a while? Then it says nothing about the thing that was asked for, and asking later may well succeed.
 */
export function isWantOfCapacity(code: ErrorCode, attempts: number): boolean {
  if (code === 'overloaded' || code === 'circuit_open' || code === 'upstream_rate_limited') return true
  // Its time ended in a queue.
  return code === 'deadline' && attempts === 0
}
