import { TributaryError } from './error.ts'
import type { Watch } from './watch.ts'

/**
 * The chunks of a body as they arrive. Leaving the loop cancels the body and closes the connection; so does the signal of the
 * watch, even if the given `fetch` ignores it.
 */
export async function* readChunks(
  body: ReadableStream<Uint8Array> | null,
  watched: Pick<Watch, 'heard' | 'rest' | 'signal'>,
): AsyncGenerator<Uint8Array, void, void> {
  if (!body) return
  const reader = body.getReader()
  const { signal } = watched
  let isDone = false
  const leave = (): void => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  try {
    for (;;) {
      watched.heard()
      const { done, value } = await reader.read()
      // Time that the reader spends on a chunk does not count as silence of the service.
      watched.rest()
      signal.throwIfAborted()
      if (done) {
        isDone = true
        return
      }
      yield value
    }
  } finally {
    signal.removeEventListener('abort', leave)
    // A body that has failed needs no cancelling.
    if (!isDone) await reader.cancel().catch(() => {})
    reader.releaseLock()
  }
}

/** Reads a whole body as text; throws `bad_answer` if it is longer than `maxBytes`. */
export async function readText(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes }: { maxBytes: number },
): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.byteLength
    if (length > maxBytes) throw tooLarge(maxBytes)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** The error for a body, or an event, above the maximum size. */
export const tooLarge = (maxBytes: number): TributaryError =>
  new TributaryError('bad_answer', `the answer is larger than ${maxBytes} bytes`)
