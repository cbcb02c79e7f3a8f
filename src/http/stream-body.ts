import type { Context as HonoContext } from 'hono'
import type { AppEnv } from './app-env.ts'
import { clientSignal } from './client-signal.ts'

export interface BodyWriter {
  /** Sends a piece; nothing happens once the client has gone. */
  send(text: string): void
  /** Resolves when the client can take more, and when it has gone. */
  ready(): Promise<void>
}

export interface StreamBodyOptions {
  /** Writes the body; the body ends when it settles. Rejects only because the client has gone. */
  write(writer: BodyWriter): Promise<void>
  /** Nobody reads the body any more: ends the work for it. */
  leave(): void
}

const encoder = new TextEncoder()

/** A body that is written piece by piece. The request lasts until it is written, or nobody reads it any more. */
export function streamBody(
  c: HonoContext<AppEnv>,
  { write, leave }: StreamBodyOptions,
): ReadableStream<Uint8Array> {
  const record = c.get('record')
  const client = clientSignal(c)
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  record.lastUntil(ended)
  let isOpen = true
  let close = (): void => {}
  let wake = (): void => {}
  const end = (): void => {
    if (isOpen) close()
    isOpen = false
    client.removeEventListener('abort', abandon)
    wake()
    resolve()
  }
  const abandon = (): void => {
    end()
    leave()
  }

  return new ReadableStream<Uint8Array>({
    start(controller) {
      close = () => controller.close()
      if (client.aborted) return abandon()
      client.addEventListener('abort', abandon)
      const writer: BodyWriter = {
        send(text) {
          if (isOpen) controller.enqueue(encoder.encode(text))
        },
        ready: () =>
          new Promise((ready) => {
            if (!isOpen || (controller.desiredSize ?? 1) > 0) ready()
            else wake = ready
          }),
      }
      // Not awaited in `start`, or nothing could be read before the end.
      void write(writer).then(end, end)
      return undefined
    },
    pull() {
      wake()
    },
    cancel() {
      // Some platforms cancel the body before they abort the request. The body of a HEAD is cancelled by this service.
      if (c.req.method !== 'HEAD') record.abandon()
      close = () => {}
      abandon()
    },
  })
}
