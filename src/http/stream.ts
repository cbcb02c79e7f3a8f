// An answer as a stream: each part the moment it lands, then how it ended. An aggregated answer cannot be resumed: no ids,
// and a client that has seen `done` or `problem` should not come back. A job's parts have ids.
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
   * Does the work, telling of each part; what it returns is the last event. Rejects only because the client has gone. Work
   * that can wait for a slow reader waits until it is `ready` for more.
   */
  run(tell: (event: StreamEvent) => void, ready: () => Promise<void>): Promise<StreamEvent>
  /** The client has gone. */
  leave(): void
}

const heartbeatMs = 10_000

/** Answers 200 at once and streams what `run` tells; ends when it does. */
export function streamResponse(c: HonoContext<AppEnv>, options: StreamOptions): Response {
  const { format, clock, headers, run, leave } = options
  const encode = format === 'text/event-stream' ? toEventStream : toJsonLine
  let stopHeart: () => void = () => {}
  const body = streamBody(c, {
    async write({ send, ready }) {
      // Through proxies, a connection that is silent for long is taken for dead.
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
    // `no-transform` keeps proxies, and our own compression, from holding events back.
    headers: {
      ...headers,
      'content-type': type,
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}

/** JSON holds no line break, so one `data` line is enough. */
const toEventStream = (one: StreamEvent): string =>
  `event: ${one.event}\n${'id' in one ? `id: ${one.id}\n` : ''}data: ${JSON.stringify(one.data)}\n\n`

const toJsonLine = (one: StreamEvent): string =>
  `${JSON.stringify({ event: one.event, ...('id' in one && { id: one.id }), ...one.data })}\n`
