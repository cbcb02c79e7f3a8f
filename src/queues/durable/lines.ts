// The changes of a job as the object sends them to a watcher: one line of JSON each.
import type { JobChange } from '../../jobs/queue.ts'

/** Encodes changes as a byte stream, one per pull. Watching ends when the stream ends or is cancelled. */
export function linesOf(
  watch: (signal: AbortSignal) => AsyncIterable<JobChange>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const leave = new AbortController()
  const changes = watch(leave.signal)[Symbol.asyncIterator]()
  return new ReadableStream({
    // Only byte streams can be passed between objects.
    type: 'bytes',
    async pull(controller) {
      try {
        const { done, value } = await changes.next()
        if (!done) {
          controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
          return
        }
        controller.close()
        // Without this, a pending read of a byte stream would not be settled.
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

/** Decodes the changes of such a stream. The stream is cancelled when the reader stops or the signal aborts. */
export async function* changesOf(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<JobChange, void, void> {
  const decoder = new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>
  let rest = ''
  for await (const text of stream.pipeThrough(decoder, { signal })) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line) as JobChange
  }
}
