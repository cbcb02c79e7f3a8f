import type { Context as HonoContext } from 'hono'
import type { AppEnv } from './app-env.ts'
import { clientSignal } from './client-signal.ts'

export interface BodyWriter {
  /** Sends text; ignored after the client has disconnected. */
  send(text: string): void
  /** Resolves when the client can receive more, or has disconnected. */
  ready(): Promise<void>
}

export interface StreamBodyOptions {
  /** Writes the body, which ends when the promise settles. May reject only after a disconnect. */
  write(writer: BodyWriter): Promise<void>
  /** Ends the work, because the client has disconnected. */
  leave(): void
}

const encoder = new TextEncoder()

/** Creates a streamed body. The request lasts until the body is complete or the client has disconnected. */
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
      // Not awaited, because nothing can be read from a stream until `start` has finished.
      void write(writer).then(end, end)
      return undefined
    },
    pull() {
      wake()
    },
    cancel() {
      // Some platforms cancel the body before they abort the request. This service itself cancels the body of a HEAD.
      if (c.req.method !== 'HEAD') record.abandon()
      close = () => {}
      abandon()
    },
  })
}
