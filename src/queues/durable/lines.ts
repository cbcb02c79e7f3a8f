// Job changes on their way from the Durable Object to a watching worker: one line of JSON per change.
import type { JobChange } from '../../jobs/queue.ts'

/** Writes changes as a byte stream, one per pull. Watching ends when the stream ends or is cancelled. */
export function linesOf(
  watch: (signal: AbortSignal) => AsyncIterable<JobChange>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const leave = new AbortController()
  const changes = watch(leave.signal)[Symbol.asyncIterator]()
  return new ReadableStream({
    // Only byte streams can be returned by an RPC method of a Durable Object.
    type: 'bytes',
    async pull(controller) {
      try {
        const { done, value } = await changes.next()
        if (!done) {
          controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
          return
        }
        controller.close()
        // A pending BYOB read settles only with this call.
        controller.byobRequest?.respond(0)
      } catch (error) {
        controller.error(error)
      }
    },
    async cancel(reason) {
      leave.abort(reason ?? new Error('the watcher left'))
      // A generator that is suspended at `yield` does not observe the signal.
      await changes.return?.().catch(() => {})
    },
  })
}

/** Reads the changes from such a stream; cancels it when the reader stops or the signal aborts. */
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
