// A guard of one's own, in full: no more requests to an upstream than a day's quota allows. A provider names it, and each of its
// attempts passes it last, right before it is sent:
//
//   providers: [{ name: 'tides', baseUrl: () => 'https://tides.example', guard: (clock) => createQuota({ perDay: 500, clock }) }]
//
// The rules for guards: options in, guard out; no state at module level; time from the clock; a promise from `enter` only where
// the call has to wait; `leave` never throws, and gives back what `enter` took. test/examples/custom-guard.test.ts holds it to
// the promises of all guards.
import type { Clock } from '../src/core/clock.ts'
import { AppError } from '../src/core/errors.ts'
import type { Guard } from '../src/pipeline/guards/guard.ts'

export interface QuotaOptions {
  perDay: number
  clock: Pick<Clock, 'now'>
}

const dayMs = 86_400_000

/** Refuses attempts above the quota of the day (UTC), with the time until the next day. An attempt that was not made is free. */
export function createQuota({ perDay, clock }: QuotaOptions): Guard<number> {
  let today = 0
  let used = 0
  return {
    name: 'quota',
    enter() {
      const now = clock.now()
      const day = Math.floor(now / dayMs)
      if (day !== today) used = 0
      today = day
      if (used >= perDay) {
        const retryAfterMs = (day + 1) * dayMs - now
        throw new AppError('overloaded', `${perDay} requests were made today`, { retryAfterMs })
      }
      used++
      return day
    },
    leave(day, { is }) {
      if (is === 'abandoned' && day === today) used--
    },
  }
}
