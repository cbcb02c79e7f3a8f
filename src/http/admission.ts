// Whether a request is begun at all, decided before anything else is done for it. Three reasons to refuse, all of them
// slow to arise and none of them touched by a burst that drains by itself:
//
// - As many requests are in flight as are allowed (`MAX_IN_FLIGHT`).
// - The event loop has been late without a pause for seconds: the process has more work than it can do. The number in
//   flight is then lowered step by step, and raised again once the loop keeps up. The least lateness of each look counts,
//   so that a single long task is no overload (as in CoDel, RFC 8289).
// - A route keeps being refused further in: the queue of its upstream is full. Requests that would be refused after all
//   the work of a route are then refused here for a tenth of the cost, but never more of them than leave twice as many as
//   get through (the client-side throttle of Google's SRE book, ch. 21): cached answers of the route go on, and so does
//   every other route.
import type { Clock } from '../core/clock.ts'
import { AppError, type ErrorCode } from '../core/errors.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'

export interface AdmissionOptions {
  clock: Pick<Clock, 'elapsed' | 'random'>
  /** Never more requests in flight than this. */
  most: number
  /** Not lowered below this. */
  least?: number
  /** The least delay of the event loop since it was last asked, in ms; null when it is not known. */
  loopDelayMs?: (() => number | null) | undefined
  /** A loop that is late by more than this has too much to do. */
  lateMs?: number
  /** It must have been late for so long, without a pause. */
  patienceMs?: number
  /** Half of what a route's requests came to is forgotten in this time. */
  halfLifeMs?: number
}

export interface Refusal {
  error: AppError
  headers: Record<string, string>
}

export interface Admission {
  /** Admits a request, which must then `leave`, or says why not. */
  enter(path: string): Refusal | null
  /**
   * Runs `read`, which receives the body of an admitted request. Until the body is there the request counts among those that
   * wait for one, bounded on their own, and not among those in flight. Throws when either are too many.
   */
  receive<T>(read: () => Promise<T>): Promise<T>
  /** An admitted request has ended, with this code if it was a failure. */
  leave(path: string, code: ErrorCode | null): void
  view(): { inFlight: number; limit: number }
}

/** What became of a route's requests of late; the older, the less they count. */
interface Lane {
  ended: number
  served: number
  at: number
}

const lookMs = 100
/** So many refusals of late are no pattern yet. */
const allowance = 20
/** For each request that gets through, so many are let in. */
const share = 2
/** A route has a lane from its first refusal on; more paths than there are routes are an attack on memory. */
const maxLanes = 100

/** Decides about each request in constant time, from a handful of numbers. */
export function createAdmission(options: AdmissionOptions): Admission {
  const { clock, most, least = Math.min(64, most), loopDelayMs } = options
  const { lateMs = 100, patienceMs = 2_000, halfLifeMs = 2_000 } = options
  const lanes = new Map<string, Lane>()
  let inFlight = 0
  let receiving = 0
  let limit = most
  let lookedAt = clock.elapsed()
  let keptUpAt = lookedAt

  const look = (now: number): void => {
    if (now - lookedAt < lookMs) return
    const delayMs = loopDelayMs?.() ?? null
    // Nobody has asked for a while: what was before is no news.
    if (now - lookedAt > patienceMs) keptUpAt = now
    lookedAt = now
    if (delayMs === null) return
    if (delayMs < lateMs) {
      keptUpAt = now
      limit = Math.min(most, limit + Math.ceil(limit / 10))
    } else if (now - keptUpAt >= patienceMs) {
      limit = Math.max(least, Math.floor(Math.min(limit, inFlight) * 0.9))
    }
  }

  const aged = (lane: Lane, now: number): Lane => {
    const left = 0.5 ** ((now - lane.at) / halfLifeMs)
    lane.ended *= left
    lane.served *= left
    lane.at = now
    return lane
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
        const { ended, served } = aged(lane, now)
        const excess = ended - share * served - allowance
        if (excess > 0 && clock.random() < excess / ended) {
          lane.ended++
          return refuse('the upstreams of this route have more to do than they can')
        }
      }
      inFlight++
      return null
    },
    async receive(read) {
      if (receiving >= most) throw refuse(`${receiving} requests wait for their bodies`).error
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
      let lane = lanes.get(path)
      if (!lane) {
        if (code !== 'overloaded' || lanes.size >= maxLanes) return
        lane = { ended: 0, served: 0, at: clock.elapsed() }
        lanes.set(path, lane)
      }
      aged(lane, clock.elapsed())
      lane.ended++
      if (code !== 'overloaded') lane.served++
      else return
      // What has been well for long is forgotten.
      if (lane.ended - lane.served < 0.01) lanes.delete(path)
    },
    view: () => ({ inFlight, limit }),
  }
}
