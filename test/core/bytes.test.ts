import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bytes, decodeText, readBounded, readHead, roughSize } from '../../src/core/bytes.ts'

const encode = (text: string): Bytes => new TextEncoder().encode(text)

/** A stream that knows whether its reader has let it go. */
function streamOf(chunks: readonly Bytes[], end?: Error) {
  const state = { closed: false, given: 0 }
  async function* read() {
    try {
      for (const chunk of chunks) {
        state.given++
        yield chunk
      }
      if (end) throw end
    } finally {
      state.closed = true
    }
  }
  return { chunks: read(), state }
}

test('a body is read whole, whatever its chunks', async () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(pieces, async (chunks) => {
      const whole = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]))
      expect(await readBounded(streamOf(chunks).chunks, whole.length)).toEqual(whole)
    }),
  )
})

test('reading stops at the first byte over the maximum, and the stream is released', async () => {
  const { chunks, state } = streamOf([encode('abc'), encode('d'), encode('e')])
  await expect(readBounded(chunks, 3)).rejects.toMatchObject({ code: 'upstream_too_large' })
  expect(state).toEqual({ closed: true, given: 2 })
})

test('the head of a body is cut at the maximum, and the stream is released', async () => {
  const { chunks, state } = streamOf([encode('abc'), encode('def'), encode('g')])
  const head = await readHead(chunks, 4, new AbortController().signal)
  expect(new TextDecoder().decode(head)).toBe('abcd')
  expect(state).toEqual({ closed: true, given: 2 })
})

test('the head is what arrived before a failure, unless the signal has aborted', async () => {
  const broken = () => streamOf([encode('Forbid')], new Error('reset')).chunks
  const head = await readHead(broken(), 100, new AbortController().signal)
  expect(new TextDecoder().decode(head)).toBe('Forbid')
  await expect(readHead(broken(), 100, AbortSignal.abort('gone'))).rejects.toBe('gone')
})

test('text is decoded in the charset of its type, by default UTF-8', () => {
  const latin = Uint8Array.of(0x63, 0x61, 0x66, 0xe9)
  expect(decodeText(latin, 'text/plain; charset="ISO-8859-1"')).toBe('café')
  expect(decodeText(encode('café'), 'application/json')).toBe('café')
  expect(decodeText(encode('café'), null)).toBe('café')
})

test.each([
  ['text/plain', /utf-8/],
  ['text/plain; charset=no-such-charset', /no-such-charset/],
])('bytes that are not %s are the upstream’s fault', (type, said) => {
  expect(() => decodeText(Uint8Array.of(0xff, 0xfe, 0xfd), type)).toThrow(said)
})

test('the size of a value grows with everything in it', () => {
  const size = (value: unknown): number => roughSize(value)
  expect(size({ a: 'x'.repeat(1_000) })).toBeGreaterThan(1_000)
  expect(size(new Map([['k', 'x'.repeat(1_000)]]))).toBeGreaterThan(1_000)
  expect(size(new Set(['x'.repeat(1_000)]))).toBeGreaterThan(1_000)
  expect(size(new Uint8Array(1_000))).toBeGreaterThan(1_000)
  expect(size(`${'x'.repeat(999)}ž`)).toBeGreaterThan(2_000)
  expect(size(`${'x'.repeat(999)}é`)).toBeLessThan(1_100)
  expect(size([1, null, true])).toBeGreaterThan(size([]))
})
