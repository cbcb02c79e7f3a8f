import { errorOfProblem, TributaryError } from './error.ts'
import type { CallOptions } from './options.ts'
import type { Progress } from './stream.ts'
import { parseJson, type Transport } from './transport.ts'
import type * as Api from './types.ts'
import { pause } from './watch.ts'

/** An event of a job. `data` of a part is its data, null if it failed. */
export type JobEvent =
  | { event: 'part'; id: string | null; part: Api.Part; data: unknown }
  | Progress
  | { event: 'done'; job: Api.Job }

export interface FollowOptions extends CallOptions {
  /** The id of the last part received: only later parts are sent. */
  lastEventId?: string | undefined
}

export interface WaitOptions extends FollowOptions {
  onProgress?: ((progress: { done: number; total: number }) => void) | undefined
  onPart?: ((part: Api.Part, data: unknown) => void) | undefined
}

/** Work that outlives a request. */
export interface Jobs {
  /** Starts a job. Repeating the call with the same `idempotencyKey` and body returns the same job. */
  submit(
    body: Api.SubmitJobBody,
    options?: CallOptions & { idempotencyKey?: string | undefined },
  ): Promise<Api.SubmitJobAnswer>
  /** A page of jobs without their results, newest first. */
  list(query?: Api.ListJobsQuery, options?: CallOptions): Promise<Api.ListJobsAnswer>
  /** A job with its result so far. */
  get(id: string, options?: CallOptions): Promise<Api.GetJobAnswer>
  cancel(id: string, options?: CallOptions): Promise<Api.CancelJobAnswer>
  /** The completed parts, then further parts, until the job has ended. Resumes when the connection breaks. */
  events(id: string, options?: FollowOptions): AsyncGenerator<JobEvent, void, void>
  /** Waits until the job has ended in any state and returns it with its result. Aborting the signal does not cancel the job. */
  wait(id: string, options?: WaitOptions): Promise<Api.GetJobAnswer>
}

/** Consecutive disconnects without progress before giving up. */
const maxBreaks = 5
const firstPauseMs = 500

export function createJobs({ json, events }: Transport): Jobs {
  /** The events of one connection. */
  async function* connection(
    id: string,
    lastEventId: string | undefined,
    call: CallOptions,
  ): AsyncGenerator<JobEvent, void, void> {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
    for await (const { event, data, id: eventId } of events(
      { route: 'watchJob', path: { id }, headers },
      call,
    )) {
      if (event === 'part') {
        yield { event, id: eventId, ...parseJson<{ part: Api.Part; data: unknown }>(data) }
      }
      if (event === 'progress') yield { event, ...parseJson<{ done: number; total: number }>(data) }
      if (event === 'done') {
        yield { event, job: parseJson<Api.Job>(data) }
        return
      }
      if (event === 'problem') throw errorOfProblem(parseJson<Api.Problem>(data))
    }
    throw new TributaryError('bad_answer', 'the stream ended before the job')
  }

  async function* follow(id: string, options: FollowOptions = {}): AsyncGenerator<JobEvent, void, void> {
    let { lastEventId, ...call } = options
    let breaks = 0
    let furthest = -1
    for (;;) {
      try {
        for await (const event of connection(id, lastEventId, call)) {
          if (event.event === 'part') lastEventId = event.id ?? lastEventId
          if (event.event === 'progress' && event.done > furthest) {
            furthest = event.done
            breaks = 0
          }
          yield event
          if (event.event === 'done') return
        }
      } catch (error) {
        // A service that was never reached is not retried.
        if (furthest < 0 || !isBreak(error) || ++breaks > maxBreaks) throw error
        await pause(Math.max(error.retryAfterMs ?? 0, firstPauseMs * 2 ** (breaks - 1)), call.signal)
      }
    }
  }

  return {
    submit: (body, { idempotencyKey, ...call } = {}) =>
      json(
        {
          route: 'submitJob',
          body: { type: 'application/json', text: JSON.stringify(body) },
          ...(idempotencyKey !== undefined && {
            headers: { 'idempotency-key': idempotencyKey },
            isRepeatable: true,
          }),
        },
        call,
      ),
    list: (query, call) => json({ route: 'listJobs', query }, call),
    get: (id, call) => json({ route: 'getJob', path: { id } }, call),
    cancel: (id, call) => json({ route: 'cancelJob', path: { id } }, call),
    events: follow,
    async wait(id, { onProgress, onPart, ...options } = {}) {
      for await (const event of follow(id, options)) {
        if (event.event === 'progress') onProgress?.({ done: event.done, total: event.total })
        if (event.event === 'part') onPart?.(event.part, event.data)
      }
      const { lastEventId: _, ...call } = options
      return json({ route: 'getJob', path: { id } }, call)
    },
  }
}

/** Whether requesting the stream again can succeed. */
const breaks = new Set([
  'unreachable',
  'timed_out',
  'bad_answer',
  'draining',
  'unavailable',
  'overloaded',
  'rate_limited',
])

const isBreak = (error: unknown): error is TributaryError =>
  error instanceof TributaryError && breaks.has(error.code)
