// How many requests an upstream bears at once, found out from how it answers: down in proportion to how much slower it has
// become, or by a part when it fails, and up again in steps. The algorithm alone; Permits do the limiting.
//
// It never goes above what is configured, so that it can only be more careful than the operator, and it recovers whether or
// not all places are in use. After a pause it is forgotten: a fan-out that comes after a quiet minute finds all places.
// Latencies are those of the attempts alone.
// Waiting for a place, a token or the pool is ours and not the upstream's. Since our own process also delays an answer a
// little when many come at once, a slower answer counts only from well above the usual.
import type { Clock } from '../core/clock.ts'

export interface AdaptiveLimitOptions {
  /** The configured limit: where it starts, and its upper bound. */
  most: number
  /** Its lower bound. */
  least?: number
  clock: Clock
}

export interface Observation {
  tookMs: number
  /** A failure that the error table blames on the upstream. */
  failed: boolean
}

export interface AdaptiveLimit {
  readonly current: number
  observe(observation: Observation): void
}

/** It is judged at most this often, */
const windowMs = 500
/** from at least this many answers, */
const enough = 8
/** none of which came before a longer pause than this. */
const longestPauseMs = 10_000
/** Slower counts from this many times the usual, */
const tolerance = 2
/** and this much more: what our own process may add when many answers come at once. */
const slackMs = 100
/** From this share of failures on it goes down, */
const failedShare = 0.25
/** to this part of itself. */
const onFailure = 0.7
const steepest = 0.5
/** What is usual follows over minutes: neither a slow spell nor a run of easy answers is the new measure at once. */
const following = 0.01

/** Makes the limit of one upstream; plain numbers, so it may outlive a request on any platform. */
export function createAdaptiveLimit({
  most,
  least = Math.min(most, Math.max(2, Math.ceil(most / 4))),
  clock,
}: AdaptiveLimitOptions): AdaptiveLimit {
  let current = most
  let usualMs: number | null = null
  let judgedAt = Number.NEGATIVE_INFINITY
  let observedAt = 0
  let answered: number[] = []
  let failed = 0

  const judge = (): void => {
    const middle =
      answered.length === 0 ? null : (answered.sort((a, b) => a - b)[answered.length >> 1] ?? null)
    const isFailing = failed >= (answered.length + failed) * failedShare
    let share = isFailing ? onFailure : 1
    if (middle !== null) {
      usualMs ??= middle
      const bearable = usualMs * tolerance + slackMs
      if (middle > bearable) share = Math.min(share, Math.max(steepest, bearable / middle))
      usualMs += (middle - usualMs) * following
    }
    current =
      share < 1
        ? Math.max(least, Math.floor(current * share))
        : Math.min(most, current + Math.max(1, Math.round(Math.sqrt(current))))
  }

  const isForgotten = (): boolean => clock.elapsed() - observedAt > longestPauseMs

  const forget = (): void => {
    answered = []
    failed = 0
  }

  return {
    get current() {
      return isForgotten() ? most : current
    },
    observe(observation) {
      const now = clock.elapsed()
      if (isForgotten()) {
        forget()
        current = most
      }
      observedAt = now
      if (observation.failed) failed++
      else answered.push(observation.tookMs)
      if (answered.length + failed < enough || now - judgedAt < windowMs) return
      judgedAt = now
      judge()
      forget()
    },
  }
}
