// Limits an upstream to its permits, and lowers their number when the upstream becomes slow or fails.
//
// The limit never exceeds the configured one, shrinks in proportion to the slowdown or by a fixed share on failures, and grows
// in steps. After a pause it is the configured one again, so that a fan-out after a quiet minute finds all permits.
//
// Only attempts are timed: waiting for a permit, a token or the pool is our doing. Our own process also delays answers when many
// arrive at once, so an answer counts as slow only well above the usual latency. Attempts that we ended, and refusals of one
// key, are ignored.
//
// Slow does not mean overloaded. Slowness alone removes at most half of the permits. When it persists although fewer requests
// run at once, our requests are not its cause: the latency becomes the usual one and the permits return. Otherwise an upstream
// that always takes a second would cost a large fan-out its deadline.
import type { Clock } from '../../core/clock.ts'
import type { Context } from '../context.ts'
import type { Guard } from './guard.ts'
import type { Line, Permits } from './permits.ts'

export interface AdaptiveLimitOptions {
  source: string
  provider: string
  /** The upstream's own permits; their number when the guard is created is the maximum. */
  permits: Permits
  clock: Pick<Clock, 'elapsed'>
}

/** Minimum interval between adjustments, in ms. */
const windowMs = 500
/** Samples required for an adjustment. */
const minSamples = 8
/** After a longer time without calls, in ms, what was learned is discarded. */
const maxPauseMs = 10_000
/** A median is slow above `tolerance` times the usual one plus `slackMs`, the delay that our own process may add. */
const tolerance = 2
const slackMs = 300
/** From this share of failures, the limit is multiplied by `onFailure`. */
const failedShare = 0.25
const onFailure = 0.7
/** Slowness that has lasted for `patienceMs` without falling below `noBetter` times its maximum is not of our making. */
const patienceMs = 10_000
const noBetter = 0.8
/** Weight of a new median in the usual latency: a few fast answers must not change it at once. */
const following = 0.05

/** Limits concurrent calls to the permits of one upstream, and adjusts their number. The state is plain numbers. */
export function createAdaptiveLimit({ source, provider, permits, clock }: AdaptiveLimitOptions): Guard<Line> {
  const max = permits.concurrency
  const min = Math.min(max, Math.max(2, Math.ceil(max / 4)))
  let usualMs: number | null = null
  let adjustedAt = Number.NEGATIVE_INFINITY
  let enteredAt = 0
  let latencies: number[] = []
  let failures = 0
  /** When the present slowness began, and its maximum. */
  let slow: { since: number; ms: number } | null = null

  /** The factor that the latency calls for; 1 when the upstream is as fast as usual. */
  const factorOf = (medianMs: number, now: number): number => {
    usualMs ??= medianMs
    const tolerableMs = usualMs * tolerance + slackMs
    if (medianMs <= tolerableMs) {
      slow = null
      usualMs += (medianMs - usualMs) * following
      return 1
    }
    slow ??= { since: now, ms: 0 }
    slow.ms = Math.max(slow.ms, medianMs)
    if (now - slow.since < patienceMs || medianMs < slow.ms * noBetter) return tolerableMs / medianMs
    slow = null
    usualMs = medianMs
    return 1
  }

  const adjusted = (now: number): number => {
    const current = permits.concurrency
    const isFailing = failures >= (latencies.length + failures) * failedShare
    if (isFailing) return Math.max(min, Math.floor(current * onFailure))
    const factor = factorOf(latencies.sort((a, b) => a - b)[latencies.length >> 1] ?? 0, now)
    if (factor < 1) return Math.min(current, Math.max(Math.ceil(max / 2), Math.floor(current * factor)))
    return Math.min(max, current + Math.round(Math.sqrt(current)))
  }

  /** Sets the limit and starts a new window. */
  const become = (limit: number, ctx: Context): void => {
    latencies = []
    failures = 0
    if (limit === permits.concurrency) return
    permits.concurrency = limit
    ctx.emit({ type: 'concurrency', source, provider, limit })
  }

  return {
    name: 'limit',
    enter(ctx) {
      const now = clock.elapsed()
      if (now - enteredAt > maxPauseMs) {
        slow = null
        become(max, ctx)
      }
      enteredAt = now
      return permits.enter(ctx)
    },
    leave(line, outcome, ctx) {
      // A refusal is faster than the work that it saves: its latency would make the usual one look slow.
      if (outcome.is === 'answered') latencies.push(outcome.incoming.upstreamMs)
      else if (outcome.is === 'failed' && outcome.error.evidence === 'upstream') failures++
      if (latencies.length + failures >= minSamples) {
        const now = clock.elapsed()
        if (now - adjustedAt >= windowMs) {
          adjustedAt = now
          become(adjusted(now), ctx)
        }
      }
      permits.leave(line)
    },
  }
}
