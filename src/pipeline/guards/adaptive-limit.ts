// How many requests an upstream bears at once, found out from how it answers: down in proportion to how much slower it has
// become, or by a part when it fails, and up again in steps. The algorithm alone; Permits do the limiting.
//
// It never goes above what is configured, so that it can only be more careful than the operator, and it recovers whether or
// not all places are in use. After a pause it is forgotten: a fan-out that comes after a quiet minute finds all places.
// Latencies are those of the attempts alone. Waiting for a place, a token or the pool is ours and not the upstream's. Since
// our own process also delays an answer when many come at once, a slower answer counts only from well above the usual.
//
// Slow is not the same as overloaded. Slowness alone takes at most half of the places; and when it has stayed for a while
// although fewer were asked at once, it was not our asking that made it: then it is the new usual, and the places come back.
// Otherwise an upstream that always takes a second would cost a large fan-out its deadline.
import type { Clock } from '../../core/clock.ts'

export interface AdaptiveLimitOptions {
  /** The configured limit: where it starts, and its upper bound. */
  max: number
  /** Its lower bound when the upstream fails. */
  min?: number
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

/** Minimum interval between adjustments. */
const windowMs = 500
/** Samples required for an adjustment. */
const minSamples = 8
/** After a longer pause, what was learned is forgotten. */
const maxPauseMs = 10_000
/** Slower means: this many times the usual, */
const tolerance = 2
/** and this much on top, which our own process may add when many answers come at once. */
const slackMs = 300
/** The limit shrinks from this share of failures on. */
const failedShare = 0.25
/** What is left of the limit after an interval of failures. */
const onFailure = 0.7
/** Slowness takes at most this share in one adjustment. */
const steepest = 0.5
/** Slowness that has lasted this long, */
const patienceMs = 10_000
/** and has not come down below this share of its worst, was not caused by our requests. */
const noBetter = 0.8
/** How fast the usual latency follows: a run of easy answers is not the new measure at once. */
const following = 0.05

/** Makes the limit of one upstream; plain numbers, so it may outlive a request on any platform. */
export function createAdaptiveLimit({
  max,
  min = Math.min(max, Math.max(2, Math.ceil(max / 4))),
  clock,
}: AdaptiveLimitOptions): AdaptiveLimit {
  const half = Math.ceil(max / 2)
  let current = max
  let usualMs: number | null = null
  let judgedAt = Number.NEGATIVE_INFINITY
  let observedAt = 0
  let answered: number[] = []
  let failed = 0
  /** Since when it has been slow, and how slow it has been at the worst. */
  let slow: { since: number; ms: number } | null = null

  /** The share of the limit that is left by how long answers take; 1 when they are as quick as they should be. */
  const shareOf = (middleMs: number, now: number): number => {
    usualMs ??= middleMs
    const bearable = usualMs * tolerance + slackMs
    if (middleMs <= bearable) {
      slow = null
      usualMs += (middleMs - usualMs) * following
      return 1
    }
    slow ??= { since: now, ms: 0 }
    slow.ms = Math.max(slow.ms, middleMs)
    if (now - slow.since < patienceMs || middleMs < slow.ms * noBetter)
      return Math.max(steepest, bearable / middleMs)
    slow = null
    usualMs = middleMs
    return 1
  }

  const judge = (now: number): void => {
    const middle = answered.sort((a, b) => a - b)[answered.length >> 1]
    const share = middle === undefined ? 1 : shareOf(middle, now)
    const isFailing = failed >= (answered.length + failed) * failedShare
    if (isFailing) current = Math.max(min, Math.floor(current * Math.min(share, onFailure)))
    else if (share < 1) current = Math.min(current, Math.max(half, Math.floor(current * share)))
    else current = Math.min(max, current + Math.max(1, Math.round(Math.sqrt(current))))
  }

  const isForgotten = (): boolean => clock.elapsed() - observedAt > maxPauseMs

  const forget = (): void => {
    answered = []
    failed = 0
  }

  return {
    get current() {
      return isForgotten() ? max : current
    },
    observe(observation) {
      const now = clock.elapsed()
      if (isForgotten()) {
        forget()
        slow = null
        current = max
      }
      observedAt = now
      if (observation.failed) failed++
      else answered.push(observation.tookMs)
      if (answered.length + failed < minSamples || now - judgedAt < windowMs) return
      judgedAt = now
      judge(now)
      forget()
    },
  }
}
