import { tooLarge } from './read-body.ts'

/** A server-sent event; `id` is the last one seen so far. */
export interface ServerEvent {
  event: string
  data: string
  id: string | null
}

/**
 * Reads an event stream (WHATWG HTML §9.2), however it is cut into chunks. An event that the end cuts off is dropped, as the
 * standard has it. Throws a `bad_answer` when one event is longer than `maxBytes`.
 */
export async function* readEvents(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes }: { maxBytes: number },
): AsyncGenerator<ServerEvent, void, void> {
  let event = ''
  let data: string[] = []
  let id: string | null = null
  let size = 0
  for await (const line of readLines(chunks, maxBytes)) {
    if (line === '') {
      if (data.length > 0) yield { event: event === '' ? 'message' : event, data: data.join('\n'), id }
      event = ''
      data = []
      size = 0
      continue
    }
    const colon = line.indexOf(':')
    if (colon === 0) continue
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'event') event = value
    if (field === 'id' && !value.includes('\0')) id = value
    if (field === 'data') {
      size += value.length
      if (size > maxBytes) throw tooLarge(maxBytes)
      data.push(value)
    }
  }
}

/** Lines that end in LF, CR or both; what stands after the last of them is no line. A byte order mark is dropped. */
async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder()
  let rest = ''
  // The LF of a CR that stood at the end of the chunk before is no line of its own.
  let endedInCr = false
  for await (const chunk of chunks) {
    let text = decoder.decode(chunk, { stream: true })
    if (text === '') continue
    if (endedInCr && text.startsWith('\n')) text = text.slice(1)
    endedInCr = text === '' ? false : text.endsWith('\r')
    const lines = text.split(/\r\n|\r|\n/)
    const last = lines.pop() ?? ''
    for (const [index, line] of lines.entries()) yield index === 0 ? rest + line : line
    rest = lines.length === 0 ? rest + last : last
    if (rest.length > maxBytes) throw tooLarge(maxBytes)
  }
}
