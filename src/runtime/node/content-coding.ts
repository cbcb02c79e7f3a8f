// A compressed body is decompressed in one step after it has arrived. Both sizes are capped, so a decompression bomb costs at most two
// caps, and a small body needs no stream and no thread.
import {
  brotliDecompress,
  brotliDecompressSync,
  deflateSync,
  gunzip,
  gunzipSync,
  gzipSync,
  inflate,
  inflateRaw,
  inflateRawSync,
  inflateSync,
  type ZlibOptions,
} from 'node:zlib'
import { type Bytes, concat } from '../../core/bytes.ts'
import { AppError } from '../../core/errors.ts'

/** Value of `Accept-Encoding` sent to upstreams: everything `undoCoding` supports. */
export const acceptedCodings = 'gzip, br, deflate'

// Up to this size, decompressing inline blocks for less time than a round trip to the thread pool takes.
const inlineBytes = 8_192

type Undo = (bytes: Bytes, options: ZlibOptions, done: (error: Error | null, whole: Bytes) => void) => void
type UndoNow = (bytes: Bytes, options: ZlibOptions) => Bytes

interface Coding {
  undo: Undo
  undoNow: UndoNow
}

const gzip: Coding = { undo: gunzip, undoNow: gunzipSync }
const brotli: Coding = { undo: brotliDecompress, undoNow: brotliDecompressSync }
const zlib: Coding = { undo: inflate, undoNow: inflateSync }
const rawDeflate: Coding = { undo: inflateRaw, undoNow: inflateRawSync }

// Up to this size, compressing inline costs less than a stream; a larger body would delay other requests.
const maxInlineBytes = 65_536

/** Compresses a body inline; null when it is too large for that. */
export function compressNow(
  bytes: Uint8Array<ArrayBuffer>,
  coding: 'gzip' | 'deflate',
): Uint8Array<ArrayBuffer> | null {
  if (bytes.byteLength > maxInlineBytes) return null
  return coding === 'gzip' ? gzipSync(bytes) : deflateSync(bytes)
}

/**
 * Decodes a Content-Encoding and yields the body; throws `upstream_too_large` when it exceeds `maxBytes`.
 * An unsupported coding or malformed bytes throw `upstream_invalid`.
 */
export async function* undoCoding(
  wire: AsyncIterable<Bytes>,
  coding: string,
  maxBytes: number,
): AsyncGenerator<Bytes> {
  const name = coding.trim().toLowerCase()
  const parts: Bytes[] = []
  let length = 0
  for await (const part of wire) {
    if (!isOffered(name))
      throw new AppError('upstream_invalid', `its body has an unsupported coding: ${name.slice(0, 40)}`)
    parts.push(part)
    length += part.byteLength
  }
  // Responses without a body may still carry the header.
  if (length > 0) yield await undo(concat(parts, length), name, maxBytes)
}

async function undo(bytes: Bytes, name: string, maxBytes: number): Promise<Bytes> {
  const { undo, undoNow } = codingOf(name, bytes)
  const options = { maxOutputLength: maxBytes }
  try {
    if (bytes.byteLength <= inlineBytes) return undoNow(bytes, options)
    return await new Promise((resolve, reject) => {
      undo(bytes, options, (error, whole) => (error ? reject(error) : resolve(whole)))
    })
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new AppError('upstream_too_large', `more than ${maxBytes} bytes once decompressed`, { cause })
    }
    throw new AppError('upstream_invalid', `its body is not valid ${name}`, { cause })
  }
}

const isOffered = (name: string): boolean =>
  name === 'gzip' || name === 'x-gzip' || name === 'br' || name === 'deflate'

function codingOf(name: string, bytes: Bytes): Coding {
  if (name === 'br') return brotli
  if (name !== 'deflate') return gzip
  // Many servers send "deflate" without the zlib header that RFC 9110 requires.
  const [first = 0, second = 0] = bytes
  return (first & 15) === 8 && (first * 256 + second) % 31 === 0 ? zlib : rawDeflate
}
