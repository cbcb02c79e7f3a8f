// An answer as a stream: each part the moment it lands, then how it ended. An aggregated answer cannot be resumed: no ids,
// and a client that has seen `done` or `problem` should not come back. A job's parts have ids.
import type { Part } from '../briefing/part.ts'
import type { Clock } from '../core/clock.ts'

export type StreamEvent =
  | { event: 'part'; data: { part: Part; data: unknown }; id?: number }
  | { event: 'progress'; data: { done: number; total: number } }
  | { event: 'done' | 'problem'; data: object }

export type StreamFormat = 'text/event-stream' | 'application/x-ndjson'

export interface StreamOptions {
  format: StreamFormat
  clock: Clock
  headers: Record<string, string>
  /**
   * Does the work, telling of each part; what it returns is the last event. Must not reject. Work that can wait for a slow
   * reader waits until it is `ready` for more.
   */
  run(tell: (event: StreamEvent) => void, ready: () => Promise<void>): Promise<StreamEvent>
  /** The client has gone away. */
  onCancel(): void
}

const heartbeatMs = 10_000

/** Answers 200 at once and streams what `run` tells; ends when it does. `ended` settles when the last byte was handed over. */
export function streamResponse(options: StreamOptions): { response: Response; ended: Promise<void> } {
  const { format, clock, headers, run, onCancel } = options
  const encoder = new TextEncoder()
  const encode = format === 'text/event-stream' ? toEventStream : toJsonLine
  let close: () => void = () => {}
  const ended = new Promise<void>((resolve) => {
    close = resolve
  })
  let isOpen = true
  let stopHeart: () => void = () => {}
  let wake: () => void = () => {}

  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string): void => {
        if (isOpen) controller.enqueue(encoder.encode(text))
      }
      // Through proxies, a connection that is silent for long is taken for dead.
      const beat = (): void => {
        send(format === 'text/event-stream' ? ': waiting\n\n' : '\n')
        stopHeart = clock.after(heartbeatMs, beat)
      }
      stopHeart = clock.after(heartbeatMs, beat)
      // Not awaited in `start`, or nothing could be read before the end.
      const ready = (): Promise<void> =>
        new Promise((resolve) => {
          if (!isOpen || (controller.desiredSize ?? 1) > 0) resolve()
          else wake = resolve
        })
      void run((event) => send(encode(event)), ready).then((last) => {
        stopHeart()
        send(encode(last))
        if (isOpen) controller.close()
        isOpen = false
        close()
      })
    },
    pull() {
      wake()
    },
    cancel() {
      isOpen = false
      wake()
      stopHeart()
      onCancel()
      close()
    },
  })
  const type = format === 'text/event-stream' ? format : 'application/x-ndjson; charset=utf-8'
  const response = new Response(body, {
    // `no-transform` keeps proxies, and our own compression, from holding events back.
    headers: {
      ...headers,
      'content-type': type,
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })
  return { response, ended }
}

/** JSON holds no line break, so one `data` line is enough. */
const toEventStream = (one: StreamEvent): string =>
  `event: ${one.event}\n${'id' in one ? `id: ${one.id}\n` : ''}data: ${JSON.stringify(one.data)}\n\n`

const toJsonLine = (one: StreamEvent): string =>
  `${JSON.stringify({ event: one.event, ...('id' in one && { id: one.id }), ...one.data })}\n`
