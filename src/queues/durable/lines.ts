// The changes of a job as the object sends them to a watcher: one line of JSON each.
import type { JobChange } from '../../jobs/queue.ts'

/** The changes as bytes, one made when the reader wants it. Watching ends with the stream, however that ends. */
export function linesOf(
  watch: (signal: AbortSignal) => AsyncIterable<JobChange>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const leave = new AbortController()
  const changes = watch(leave.signal)[Symbol.asyncIterator]()
  return new ReadableStream({
    // Bytes, because only such streams cross from one object to another.
    type: 'bytes',
    async pull(controller) {
      try {
        const { done, value } = await changes.next()
        if (!done) {
          controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
          return
        }
        controller.close()
        // A read that waits for bytes is answered only now.
        controller.byobRequest?.respond(0)
      } catch (error) {
        controller.error(error)
      }
    },
    async cancel(reason) {
      leave.abort(reason ?? new Error('the watcher left'))
      // A reader between two changes does not notice the signal.
      await changes.return?.().catch(() => {})
    },
  })
}

/** The changes that a stream of such lines holds; the stream is given up when the reader stops, or the signal aborts. */
export async function* changesOf(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<JobChange, void, void> {
  const reader = stream.getReader()
  const leave = (): void => void reader.cancel(signal.reason).catch(() => {})
  signal.addEventListener('abort', leave, { once: true })
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (;;) {
      signal.throwIfAborted()
      const { done, value } = await reader.read()
      signal.throwIfAborted()
      if (done) return
      text += decoder.decode(value, { stream: true })
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) yield JSON.parse(line) as JobChange
    }
  } finally {
    signal.removeEventListener('abort', leave)
    await reader.cancel().catch(() => {})
  }
}
