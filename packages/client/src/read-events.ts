import { tooLarge } from './read-body.ts'

/** A server-sent event; `id` is the most recent id of the stream. */
export interface ServerEvent {
  event: string
  data: string
  id: string | null
}

/**
 * Reads an event stream (WHATWG HTML §9.2) from chunks of any size. An unfinished event at the end is dropped, as the standard
 * requires. Throws `bad_answer` if one event is longer than `maxBytes`.
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

/** Lines that end in LF, CR or both. Text after the last line end is dropped, and so is a byte order mark. */
async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder()
  let rest = ''
  // A CR at the end of the previous chunk and this LF are one line end.
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
