import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { RecentCount } from '../../core/recent-count.ts'
import type { Context } from '../context.ts'
import type { ProviderView } from '../view.ts'
import type { Guard } from './guard.ts'

type BreakerState = ProviderView['breaker']

export interface BreakerOptions {
  source: string
  provider: string
  clock: Pick<Clock, 'elapsed'>
}

/** Calls share one until the breaker opens: the results of calls from before are then ignored. A probe has its own. */
interface Ticket {
  /** When an unfinished probe counts as lost. */
  readonly probeUntil?: number
}

export interface Breaker extends Guard<Ticket> {
  /** Records whether the body of this key could be used; `error` is the reason when it could not. */
  judge(key: string, error: AppError | null, ctx: Context): void
  state(): BreakerState
}

/** Time after which an outcome counts half, in ms. */
const halfLifeMs = 5_000
/** The breaker opens at this share of failures among recent outcomes, and not below this number of outcomes. */
const failureShare = 0.5
const minOutcomes = 15
/** It also opens after unusable bodies for this many different keys in a row. */
const maxBadKeys = 25
/** First pause; doubled each time the probe fails, up to the maximum. */
const firstPauseMs = 2_000
const maxPauseMs = 30_000
/** Successes, that of the probe included, before a single failure no longer reopens the breaker. */
const trialSuccesses = 4

/**
 * Stops calls to an upstream that keeps failing, except for one probe at a time after each pause. A failure blamed on the
 * upstream counts at once. An unusable body is blamed on its key until many different keys in a row have one. A refusal of one
 * key counts as a success. The state is plain numbers, so it can outlive a request on any platform.
 */
export function createBreaker({ source, provider, clock }: BreakerOptions): Breaker {
  const outcomes = new RecentCount(halfLifeMs)
  const failures = new RecentCount(halfLifeMs)
  const badKeys = new Set<string>()
  let state: BreakerState = 'closed'
  let openUntil = 0
  let pauseMs = firstPauseMs
  let trialsLeft = 0
  let probe: Ticket | null = null
  let usual: Ticket = {}

  const become = (next: BreakerState, ctx: Context): void => {
    if (state === next) return
    state = next
    ctx.emit({ type: 'breaker', source, provider, state })
  }

  const open = (ctx: Context): void => {
    usual = {}
    openUntil = clock.elapsed() + pauseMs
    pauseMs = Math.min(maxPauseMs, pauseMs * 2)
    trialsLeft = trialSuccesses
    outcomes.reset()
    failures.reset()
    become('open', ctx)
  }

  return {
    name: 'breaker',
    enter(ctx) {
      if (state === 'closed') return usual
      const now = clock.elapsed()
      // A probe whose time has passed was lost: its request may have been ended by the platform.
      if (now < openUntil || (probe?.probeUntil ?? now) > now) {
        const retryAfterMs = Math.max(1, openUntil - now)
        const message = 'it has been failing and is left alone for a while'
        throw new AppError('circuit_open', message, { provider, retryAfterMs })
      }
      probe = { probeUntil: ctx.deadline }
      become('half-open', ctx)
      return probe
    },
    // It may have opened while the call was queued: entering again then refuses it.
    isValid: (ticket) => state === 'closed' || ticket === probe,
    leave(ticket, outcome, ctx) {
      const isNews = ticket === (state === 'closed' ? usual : probe)
      if (ticket === probe) probe = null
      if (!isNews || outcome.is === 'abandoned') return
      const now = clock.elapsed()
      outcomes.add(now)
      if (outcome.is === 'failed' && outcome.error.evidence === 'upstream') {
        failures.add(now)
        const all = outcomes.at(now)
        if (trialsLeft > 0 || (all >= minOutcomes && failures.at(now) >= all * failureShare)) open(ctx)
        return
      }
      trialsLeft = Math.max(0, trialsLeft - 1)
      if (trialsLeft === 0) pauseMs = firstPauseMs
      become('closed', ctx)
    },
    judge(key, error, ctx) {
      if (error === null) badKeys.clear()
      if (error?.evidence !== 'body') return
      if (badKeys.size < maxBadKeys) badKeys.add(key)
      if (badKeys.size >= maxBadKeys && state === 'closed') open(ctx)
    },
    state: () => (state === 'open' && clock.elapsed() >= openUntil ? 'half-open' : state),
  }
}
