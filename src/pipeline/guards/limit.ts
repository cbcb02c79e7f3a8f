import type { Guard } from './guard.ts'
import type { Line, Permits } from './permits.ts'

/**
 * At most as many calls at once as there are permits; the others wait in a queue or are refused with `overloaded`. Both the
 * upstream's own limit and the pool of all upstreams, which comes after it, so that permits are taken in one order everywhere
 * and no two calls wait for each other.
 */
export const createLimit = (name: 'limit' | 'pool', permits: Permits): Guard<Line> => ({
  name,
  enter: (ctx) => permits.take(ctx),
  leave: (line) => permits.give(line),
})
