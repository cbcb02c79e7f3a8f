import type { ErrorCode } from './errors.ts'

export type PartStatus = 'fresh' | 'cached' | 'stale' | 'failed'

/** One part as it is logged. */
export interface RequestPart {
  source: string
  key: string
  provider: string
  status: PartStatus
  tookMs: number
  attempts: number
  code?: ErrorCode
  /** The failure's message, which often says what the operator has to do. */
  detail?: string
}

/** Everything that can be observed. Logs, metrics, /v1/sources and the tests read this one stream. */
export type Event =
  | {
      type: 'request'
      requestId: string
      method: string
      /** The route's pattern, never the requested path, because it labels metrics. */
      route: string
      status: number
      tookMs: number
      outcome: 'answered' | 'refused' | 'gone'
      code: ErrorCode | null
      /** The parts of an aggregated answer, for the request's line in the log. */
      parts: readonly RequestPart[]
      /** The name of the caller's API key, where keys are required. Addresses are not logged. */
      client?: string
      /** Id of the caller's trace, or of our own. */
      traceId?: string
      /** Of the request's own span, where requests are traced. */
      spanId?: string
    }
  /** One part of an answer, wherever it came from. */
  | ({ type: 'part'; requestId: string } & RequestPart)
  /** A whole answer was replayed: a cache hit and a cached part for each of these. */
  | { type: 'replayed'; requestId: string; runs: readonly Run[] }
  | {
      type: 'attempt'
      source: string
      provider: string
      tookMs: number
      bytes: number
      code: ErrorCode | null
    }
  | { type: 'retry'; source: string; provider: string; attempt: number; delayMs: number; code: ErrorCode }
  | { type: 'retry-refused'; source: string; provider: string; code: ErrorCode }
  | {
      type: 'refused'
      source: string
      provider: string
      /** The name of the guard. */
      by: string
      code: ErrorCode
    }
  | { type: 'breaker'; source: string; provider: string; state: 'closed' | 'open' | 'half-open' }
  | { type: 'concurrency'; source: string; provider: string; limit: number }
  | { type: 'cooldown'; source: string; provider: string; ms: number }
  | { type: 'cache'; source: string; tier: 'memory' | 'store'; outcome: 'hit' | 'miss' | 'stale' | 'failed' }
  | { type: 'flight'; source: string; role: 'leader' | 'waiter' }
  | { type: 'refresh'; source: string; outcome: 'ok' | ErrorCode }
  /** Items of an upstream's list that could not be read. */
  | { type: 'skipped'; source: string; provider: string; items: number }
  | { type: 'fallback'; source: string; from: string; to: string; code: ErrorCode }
  | { type: 'store-failed'; source: string; operation: 'get' | 'set' | 'lease'; message: string }
  /** Outcome of a single flight across instances: loaded here, waited for, taken over, or not shared. */
  | {
      type: 'shared-flight'
      source: string
      role: 'leader' | 'follower' | 'takeover' | 'alone' | 'late'
    }
  /** The shared state became available or unavailable. `cause` is the reason in one word; empty while it is up. */
  | { type: 'shared-state'; isUp: boolean; reason: string; cause: string }
  /** The Redis server of the jobs became available or unavailable. */
  | { type: 'jobs-store'; isUp: boolean; reason: string; cause: string }
  | { type: 'decode'; source: string; where: 'inline' | 'thread'; bytes: number; tookMs: number }
  | { type: 'compute'; task: string; where: 'inline' | 'thread'; characters: number; tookMs: number }
  | {
      type: 'job'
      kind: string
      /** The new state; `running` again when the job is resumed. */
      state: 'pending' | 'running' | 'done' | 'failed' | 'cancelled'
      /** Of the request that submitted it. */
      requestId: string
      done: number
      total: number
      /** Time since the job was submitted. */
      tookMs: number
      code: ErrorCode | null
    }
  | { type: 'warning'; message: string }
  | { type: 'bug'; message: string; stack: string | undefined; requestId: string | null }

/** Consecutive parts with the same source, provider and outcome. */
export interface Run {
  readonly source: string
  readonly provider: string
  readonly status: PartStatus
  count: number
  /** Time of the slowest of them. */
  tookMs: number
}

/** Counts consecutive equal parts. */
export function runsOf(
  parts: readonly Pick<RequestPart, 'source' | 'provider' | 'status' | 'tookMs'>[],
): readonly Run[] {
  const runs: Run[] = []
  let last: Run | undefined
  for (const { source, provider, status, tookMs } of parts) {
    if (last && last.source === source && last.provider === provider && last.status === status) {
      last.count++
      if (tookMs > last.tookMs) last.tookMs = tookMs
    } else {
      last = { source, provider, status, count: 1, tookMs }
      runs.push(last)
    }
  }
  return runs
}

export type EventType = Event['type']
export type EventOf<Type extends EventType> = Extract<Event, { type: Type }>
export type Emit = (event: Event) => void

/** Passes each event to every listener; a listener that throws does not stop the others. */
export function broadcast(...listeners: readonly Emit[]): Emit {
  return (event) => {
    for (const listener of listeners) {
      try {
        listener(event)
      } catch {
        // A listener's failure must not affect the work that it observes.
      }
    }
  }
}

/** Ignores all events. */
export const silent: Emit = () => {}
