import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bytes, readBounded } from '../../../src/core/bytes.ts'
import { undoCoding } from '../../../src/runtime/node/content-coding.ts'
import { share } from '../../support/effort.ts'

async function* inPieces(bytes: Bytes, size: number): AsyncGenerator<Bytes> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size)
}

const undo = (bytes: Bytes, coding: string, maxBytes = 1_000_000, size = 1_000): Promise<Bytes> =>
  readBounded(undoCoding(inPieces(bytes, size), coding, maxBytes), maxBytes)

const codings = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZIP', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
] as const

test('any bytes in any coding and any chunks are restored', async () => {
  // The larger ones are past the size that is undone in place.
  const bodies = fc.oneof(fc.uint8Array(), fc.uint8Array({ minLength: 9_000, maxLength: 20_000 }))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...codings),
      bodies,
      fc.integer({ min: 1, max: 5_000 }),
      async ([name, compress], body, size) => {
        const back = await undo(compress(body), name, 1_000_000, size)
        expect(Buffer.from(back).equals(body)).toBe(true)
      },
    ),
    { numRuns: share(60) },
  )
})

test.each(codings)('half a body in %s is invalid', async (name, compress) => {
  const whole = compress(Buffer.from('SMALL CRAFT ADVISORY '.repeat(20)))
  await expect(undo(whole.subarray(0, whole.length >> 1), name)).rejects.toMatchObject({
    code: 'upstream_invalid',
  })
})

test.each(['gzip', 'br', 'deflate'])('bytes that are not %s are invalid, large or small', async (name) => {
  for (const size of [40, 20_000]) {
    const garbage = Buffer.alloc(size, 'not compressed at all ')
    await expect(undo(garbage, name)).rejects.toMatchObject({ code: 'upstream_invalid' })
  }
})

test.each(codings)('a bomb in %s stops at the maximum', async (name, compress) => {
  // The larger one is past the size that is undone in place.
  for (const size of [1_000_000, 12_000_000]) {
    const bomb = compress(Buffer.alloc(size, ' '))
    const pieces: number[] = []
    const read = async (): Promise<void> => {
      for await (const piece of undoCoding(inPieces(bomb, 4_096), name, 100_000))
        pieces.push(piece.byteLength)
    }
    await expect(read()).rejects.toMatchObject({ code: 'upstream_too_large' })
    expect(pieces).toEqual([])
  }
})

test('a coding that was not offered, and nested codings, are invalid', async () => {
  for (const name of ['zstd', 'compress', 'gzip, gzip', 'gzip, br']) {
    await expect(undo(gzipSync('fog'), name)).rejects.toMatchObject({ code: 'upstream_invalid' })
  }
})

test('an empty body is empty in every coding', async () => {
  for (const name of ['gzip', 'br', 'deflate', 'zstd'])
    expect(await undo(new Uint8Array(), name)).toHaveLength(0)
})

test('a failure of the stream is passed on unchanged', async () => {
  async function* failing(): AsyncGenerator<Bytes> {
    yield gzipSync('fog')
    throw new Error('reset')
  }
  await expect(readBounded(undoCoding(failing(), 'gzip', 100), 100)).rejects.toThrow('reset')
})
