import type { ErrorCode } from '../core/errors.ts'

/**
 * Does it say that there is no room for it now, rather than anything of what was asked for: a queue or a rate is full, the
 * upstream has asked us to wait, or is not asked for a while? Asking later may well succeed. A deadline does, too: an attempt has
 * a shorter time of its own, so that most of it went in a queue.
 */
export const isWantOfCapacity = (code: ErrorCode): boolean =>
  code === 'overloaded' || code === 'circuit_open' || code === 'upstream_rate_limited' || code === 'deadline'
