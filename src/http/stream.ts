// Streams an answer: each part as it finishes, then the final event. A stream of an aggregated answer cannot be resumed: its events have no
// ids, and clients must not reconnect after `done` or `problem`. The events of a job have ids.
import type { Context as HonoContext } from 'hono'
import type { Clock } from '../core/clock.ts'
import type { Part } from '../parts/part.ts'
import type { AppEnv } from './app-env.ts'
import { streamBody } from './stream-body.ts'

export type StreamEvent =
  | { event: 'part'; data: { part: Part; data: unknown }; id?: number }
  | { event: 'progress'; data: { done: number; total: number } }
  | { event: 'done' | 'problem'; data: object }

export type StreamFormat = 'text/event-stream' | 'application/x-ndjson'

export interface StreamOptions {
  format: StreamFormat
  clock: Pick<Clock, 'after'>
  headers: Record<string, string>
  /**
   * Does the work, calls `tell` for each event, and returns the last event. May reject only after a disconnect. Work that can wait for
   * a slow client awaits `ready`.
   */
  run(tell: (event: StreamEvent) => void, ready: () => Promise<void>): Promise<StreamEvent>
  /** Ends the work, because the client has disconnected. */
  leave(): void
}

const heartbeatMs = 10_000

/** Responds with 200 at once and streams the events of `run` until it ends. */
export function streamResponse(c: HonoContext<AppEnv>, options: StreamOptions): Response {
  const { format, clock, headers, run, leave } = options
  const encode = format === 'text/event-stream' ? toEventStream : toJsonLine
  let stopHeart: () => void = () => {}
  const body = streamBody(c, {
    async write({ send, ready }) {
      // Proxies close connections that are silent for long.
      const beat = (): void => {
        send(format === 'text/event-stream' ? ': waiting\n\n' : '\n')
        stopHeart = clock.after(heartbeatMs, beat)
      }
      stopHeart = clock.after(heartbeatMs, beat)
      try {
        send(encode(await run((event) => send(encode(event)), ready)))
      } finally {
        stopHeart()
      }
    },
    leave() {
      stopHeart()
      leave()
    },
  })
  const type = format === 'text/event-stream' ? format : 'application/x-ndjson; charset=utf-8'
  return new Response(body, {
    // `no-transform` keeps proxies and our own compression from delaying events.
    headers: {
      ...headers,
      'content-type': type,
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}

/** JSON contains no line breaks, so one `data` line is enough. */
const toEventStream = (one: StreamEvent): string =>
  `event: ${one.event}\n${'id' in one ? `id: ${one.id}\n` : ''}data: ${JSON.stringify(one.data)}\n\n`

const toJsonLine = (one: StreamEvent): string =>
  `${JSON.stringify({ event: one.event, ...('id' in one && { id: one.id }), ...one.data })}\n`
