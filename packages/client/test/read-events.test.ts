import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEvents, type ServerEvent } from '../src/read-events.ts'

async function* chunked(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0
  for (const cut of [...cuts.map((each) => each % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)) {
    yield bytes.subarray(from, cut)
    from = cut
  }
}

async function eventsOf(
  text: string,
  cuts: readonly number[] = [],
  maxBytes = 10_000,
): Promise<ServerEvent[]> {
  const events: ServerEvent[] = []
  const chunks = chunked(new TextEncoder().encode(text), cuts)
  for await (const event of readEvents(chunks, { maxBytes })) events.push(event)
  return events
}

const line = fc.string({ unit: 'binary' }).map((text) => text.replace(/[\r\n\0]/g, ' '))
const event = fc.record({
  event: fc.constantFrom('part', 'progress', 'done'),
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  id: fc.option(fc.stringMatching(/^[0-9a-z-]{1,8}$/)),
})

test('events are read the same however their bytes are cut and their lines end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 5 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.nat(), { maxLength: 12 }),
      async (events, end, cuts) => {
        let id: string | null = null
        const expected = events.map((each) => {
          id = each.id ?? id
          return { event: each.event, data: each.lines.join('\n'), id }
        })
        const text = events
          .map(({ event, lines, id }) =>
            [
              ': a comment',
              `event: ${event}`,
              ...(id === null ? [] : [`id:${id}`]),
              ...lines.map((each) => `data: ${each}`),
              '',
              '',
            ].join(end),
          )
          .join('')
        expect(await eventsOf(`\uFEFF${text}`, cuts, 100_000)).toEqual(expected)
      },
    ),
  )
})

test('a character that is cut in two is put together again', async () => {
  const text = 'data: Göteborg – 東京\n\n'
  const cuts = Array.from({ length: 40 }, (_, index) => index)
  expect(await eventsOf(text, cuts)).toEqual([{ event: 'message', data: 'Göteborg – 東京', id: null }])
})

test('an event that the end cuts off is dropped', async () => {
  expect(await eventsOf('data: whole\n\ndata: half')).toEqual([{ event: 'message', data: 'whole', id: null }])
  expect(await eventsOf('data: whole\n\ndata: half\n')).toHaveLength(1)
})

test('comments, unknown fields and events without data give nothing', async () => {
  expect(await eventsOf(': waiting\n\nretry: 10\nevent: part\n\nfoo\n\n')).toEqual([])
})

test('an event that is larger than allowed is refused, in one line or in many', async () => {
  await expect(eventsOf(`data: ${'x'.repeat(200)}\n\n`, [], 100)).rejects.toThrow('larger than 100 bytes')
  await expect(eventsOf('data: xxxxxxxxx\n'.repeat(20), [], 100)).rejects.toThrow('larger than 100 bytes')
  await expect(eventsOf(`data: ${'x'.repeat(200)}`, [], 100)).rejects.toThrow('larger than 100 bytes')
})
