// An aggregated answer as a stream: each part the moment it lands, then the whole. Nothing can be resumed: no ids, and a
// client that has seen `done` or `problem` should not come back.
import type { Landed } from '../briefing/gather.ts'
import type { Part } from '../briefing/part.ts'
import type { Clock } from '../core/clock.ts'

export type StreamEvent =
  | { event: 'part'; data: { part: Part; data: unknown } }
  | { event: 'progress'; data: { done: number; total: number } }
  | { event: 'done' | 'problem'; data: object }

export type StreamFormat = 'text/event-stream' | 'application/x-ndjson'

export interface StreamOptions {
  format: StreamFormat
  clock: Clock
  headers: Record<string, string>
  /** Does the work, telling of each part; what it returns is the last event. Must not reject. */
  run(onPart: (landed: Landed, progress: { done: number; total: number }) => void): Promise<StreamEvent>
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
      void run(({ part, piece }, progress) => {
        send(encode({ event: 'part', data: { part, data: piece } }))
        send(encode({ event: 'progress', data: progress }))
      }).then((last) => {
        stopHeart()
        send(encode(last))
        if (isOpen) controller.close()
        isOpen = false
        close()
      })
    },
    cancel() {
      isOpen = false
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
const toEventStream = ({ event, data }: StreamEvent): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

const toJsonLine = ({ event, data }: StreamEvent): string => `${JSON.stringify({ event, ...data })}\n`
