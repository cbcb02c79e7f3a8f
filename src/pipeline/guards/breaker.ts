import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Context } from '../context.ts'
import type { ProviderView } from '../view.ts'
import type { Guard } from './guard.ts'

type BreakerState = ProviderView['breaker']

export interface BreakerOptions {
  source: string
  provider: string
  clock: Pick<Clock, 'elapsed'>
}

/** State of the breaker when a call began. Results of an earlier generation are ignored. */
interface Ticket {
  readonly generation: number
  /** When an unfinished probe counts as lost; null for a call that is not a probe. */
  readonly probeUntil: number | null
}

export interface Breaker extends Guard<Ticket> {
  /** Records whether the body of this key could be used; `error` is the reason when it could not. */
  judge(key: string, error: AppError | null, ctx: Context): void
  state(): BreakerState
}

/** Outcomes older than this are forgotten, a tenth at a time. */
const windowMs = 10_000
const slices = 10
/** The breaker opens at this share of failures, of at least this many outcomes. */
const failureShare = 0.5
const minOutcomes = 20
/** It also opens after unusable bodies for this many different keys in a row. */
const maxBadKeys = 25
/** First pause; doubled each time the probe fails, up to the maximum. */
const firstPauseMs = 2_000
const maxPauseMs = 30_000
/** Successes after half-open before a single failure no longer reopens the breaker. */
const trialSuccesses = 3

/**
 * Stops calls to an upstream that keeps failing, except for one probe at a time after each pause. A failure blamed on the
 * upstream counts at once. An unusable body is blamed on its key until many different keys in a row have one. A refusal of one
 * key counts as a success. The state is plain numbers, so it can outlive a request on any platform.
 */
export function createBreaker({ source, provider, clock }: BreakerOptions): Breaker {
  const counts = Array.from({ length: slices }, () => ({ slice: 0, ok: 0, failed: 0 }))
  const badKeys = new Set<string>()
  let state: BreakerState = 'closed'
  let openUntil = 0
  let pauseMs = firstPauseMs
  let trialsLeft = 0
  let probe: Ticket | null = null
  /** Incremented each time the breaker opens. */
  let generation = 0
  let usual: Ticket = { generation, probeUntil: null }

  const current = (): { slice: number; ok: number; failed: number } => {
    const slice = Math.floor(clock.elapsed() / (windowMs / slices))
    const count = counts[slice % slices] ?? { slice, ok: 0, failed: 0 }
    if (count.slice !== slice) Object.assign(count, { slice, ok: 0, failed: 0 })
    return count
  }

  const become = (next: BreakerState, ctx: Context): void => {
    if (state === next) return
    state = next
    ctx.emit({ type: 'breaker', source, provider, state })
  }

  const open = (ctx: Context): void => {
    generation++
    usual = { generation, probeUntil: null }
    openUntil = clock.elapsed() + pauseMs
    pauseMs = Math.min(maxPauseMs, pauseMs * 2)
    trialsLeft = 0
    for (const count of counts) Object.assign(count, { ok: 0, failed: 0 })
    become('open', ctx)
  }

  const isFailing = (): boolean => {
    const oldest = current().slice - slices
    const recent = counts.filter((count) => count.slice > oldest)
    const failed = recent.reduce((sum, count) => sum + count.failed, 0)
    const all = recent.reduce((sum, count) => sum + count.failed + count.ok, 0)
    return all >= minOutcomes && failed >= all * failureShare
  }

  const failed = (ctx: Context): void => {
    current().failed++
    if (state === 'half-open' || trialsLeft > 0 || isFailing()) open(ctx)
  }

  const succeeded = (ctx: Context): void => {
    current().ok++
    if (state === 'half-open') {
      become('closed', ctx)
      trialsLeft = trialSuccesses
    } else {
      trialsLeft = Math.max(0, trialsLeft - 1)
      if (trialsLeft === 0) pauseMs = firstPauseMs
    }
  }

  const refusal = (): AppError =>
    new AppError('circuit_open', 'it has been failing and is left alone for a while', {
      provider,
      retryAfterMs: Math.max(1, openUntil - clock.elapsed()),
    })

  return {
    name: 'breaker',
    enter(ctx) {
      if (state === 'closed') return usual
      const now = clock.elapsed()
      // A probe whose time has passed was lost: its request may have been ended by the platform.
      if (now < openUntil || (probe?.probeUntil ?? now) > now) throw refusal()
      probe = { generation, probeUntil: ctx.deadline }
      become('half-open', ctx)
      return probe
    },
    // It may have opened while the call was queued.
    isValid(ticket) {
      if (state !== 'closed' && probe !== ticket) throw refusal()
      return true
    },
    leave(ticket, outcome, ctx) {
      const isNews = state === 'closed' ? ticket.generation === generation : probe === ticket
      if (probe === ticket) probe = null
      if (!isNews || outcome.is === 'abandoned') return
      if (outcome.is === 'failed' && outcome.error.evidence === 'upstream') failed(ctx)
      else succeeded(ctx)
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
