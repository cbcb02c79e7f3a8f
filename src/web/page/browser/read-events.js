/**
 * The server-sent events of a response, as they arrive. EventSource would reconnect after the last event and hide the reason
 * of a refusal.
 *
 * @param {Response} response
 * @returns {AsyncGenerator<{ event: string, id: string | undefined, data: unknown }>}
 */
export async function* readEvents(response) {
  if (!response.body) return
  let rest = ''
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = /^event: (.*)$/m.exec(block)?.[1]
      const data = /^data: (.*)$/m.exec(block)?.[1]
      const id = /^id: (.*)$/m.exec(block)?.[1]
      if (event !== undefined && data !== undefined) yield { event, id, data: JSON.parse(data) }
    }
  }
}
