// Decides whether a new request may be processed at all, before any other work is done for it. There are three reasons to refuse.
// Each builds up slowly, so that a short burst triggers none of them:
//
// - `MAX_IN_FLIGHT` requests are in flight.
// - The event loop has been late without a break for seconds: the process is overloaded. The limit on requests in flight is then
//   lowered step by step, and raised again once the loop keeps up. A look that finds it on time starts the seconds anew, so that
//   one long task is not an overload (as in CoDel, RFC 8289).
// - Requests to a route keep failing with `overloaded` because the queue of its upstream is full. Further ones are refused here at a
//   tenth of the cost. Twice as many as succeed are still admitted (client-side throttling, Google SRE book, ch. 21), so that cached
//   answers of the route, and all other routes, keep working.
import type { Clock } from '../core/clock.ts'
import { AppError, type ErrorCode } from '../core/errors.ts'
import { RecentCount } from '../core/recent-count.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'

export interface AdmissionOptions {
  clock: Pick<Clock, 'elapsed' | 'random'>
  /** Maximum number of requests in flight. */
  max: number
  /** Returns the delay of the event loop in ms; null when it is unknown. */
  loopDelayMs?: (() => number | null) | undefined
}

export interface Refusal {
  error: AppError
  headers: Record<string, string>
}

export interface Admission {
  /** Returns null when the request is admitted, which must then `leave`; otherwise the reason for the refusal. */
  enter(path: string): Refusal | null
  /**
   * Runs `read`, which receives the body of an admitted request. Until the body has arrived, the request does not count as in
   * flight, but as receiving, which has a limit of its own. Throws `overloaded` when either limit is reached.
   */
  receive<T>(read: () => Promise<T>): Promise<T>
  /** Records the end of an admitted request, with its error code, or null. */
  leave(path: string, code: ErrorCode | null): void
  view(): { inFlight: number; limit: number }
}

/** Recent outcomes of a route's requests. */
interface Lane {
  readonly ended: RecentCount
  readonly served: RecentCount
}

const lookMs = 100
/** Delay of the event loop, in ms, from which the process counts as overloaded. */
const lateMs = 100
/** Time that the delay must last without a break before the limit is lowered, in ms. */
const patienceMs = 2_000
/** The limit is not lowered below this, unless `MAX_IN_FLIGHT` is lower. */
const minInFlight = 64
/** Time after which the outcomes of a route's requests count half, in ms. */
const halfLifeMs = 2_000
/** Recent refusals that are tolerated before a route is throttled. */
const allowance = 20
/** Requests admitted for each one that succeeds. */
const share = 2
/** Maximum number of lanes. A path gets a lane with its first refusal; the limit keeps invented paths from filling memory. */
const maxLanes = 100

/** Creates the admission control; each decision takes constant time. */
export function createAdmission({ clock, max, loopDelayMs }: AdmissionOptions): Admission {
  const min = Math.min(minInFlight, max)
  const lanes = new Map<string, Lane>()
  let inFlight = 0
  let receiving = 0
  let limit = max
  let lookedAt = clock.elapsed()
  let keptUpAt = lookedAt

  const look = (now: number): void => {
    if (now - lookedAt < lookMs) return
    const delayMs = loopDelayMs?.() ?? null
    // After a pause without requests, earlier delays no longer matter.
    if (now - lookedAt > patienceMs) keptUpAt = now
    lookedAt = now
    if (delayMs === null) return
    if (delayMs < lateMs) {
      keptUpAt = now
      limit = Math.min(max, limit + Math.ceil(limit / 10))
    } else if (now - keptUpAt >= patienceMs) {
      limit = Math.max(min, Math.floor(Math.min(limit, inFlight) * 0.9))
    }
  }

  const refuse = (message: string): Refusal => ({
    error: new AppError('overloaded', message, { retryAfterMs: 1_000 }),
    headers: rateLimitHeaders({ policy: 'in-flight', quota: limit, remaining: 0, resetMs: 1_000 }),
  })

  return {
    enter(path) {
      const now = clock.elapsed()
      look(now)
      if (inFlight >= limit) return refuse(`${inFlight} requests are in flight`)
      const lane = lanes.get(path)
      if (lane) {
        const ended = lane.ended.at(now)
        const excess = ended - share * lane.served.at(now) - allowance
        if (excess > 0 && clock.random() < excess / ended) {
          lane.ended.add(now)
          return refuse('the upstreams of this route are overloaded')
        }
      }
      inFlight++
      return null
    },
    async receive(read) {
      if (receiving >= max) throw refuse(`${receiving} requests wait for their bodies`).error
      receiving++
      inFlight--
      let isOver = false
      const received = await read().finally(() => {
        receiving--
        isOver = inFlight >= limit
        inFlight++
      })
      if (isOver) throw refuse(`${inFlight} requests are in flight`).error
      return received
    },
    leave(path, code) {
      inFlight--
      const now = clock.elapsed()
      let lane = lanes.get(path)
      if (!lane) {
        if (code !== 'overloaded' || lanes.size >= maxLanes) return
        lane = { ended: new RecentCount(halfLifeMs), served: new RecentCount(halfLifeMs) }
        lanes.set(path, lane)
      }
      lane.ended.add(now)
      if (code === 'overloaded') return
      lane.served.add(now)
      // A route without recent refusals needs no lane.
      if (lane.ended.at(now) - lane.served.at(now) < 0.01) lanes.delete(path)
    },
    view: () => ({ inFlight, limit }),
  }
}
