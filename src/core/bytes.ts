import { AppError } from './errors.ts'

export type Bytes = Uint8Array<ArrayBufferLike>

/** Reads a stream to its end; stops and throws `tooLarge` at the first byte over `maxBytes`. */
export async function readBounded(
  chunks: AsyncIterable<Bytes>,
  maxBytes: number,
  tooLarge: 'upstream_too_large' | 'payload_too_large' = 'upstream_too_large',
): Promise<Bytes> {
  const parts: Bytes[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.byteLength
    // Leaving the loop calls the iterator's `return`, which closes the socket below.
    if (length > maxBytes) throw new AppError(tooLarge, `more than ${maxBytes} bytes`)
    parts.push(chunk)
  }
  return parts.length === 1 && parts[0] ? parts[0] : concat(parts, length)
}

/**
 * Reads at most `maxBytes` from the beginning of a stream, for the body of a failed answer. Returns what arrived before a
 * failure of the stream; throws only when `signal` aborts.
 */
export async function readHead(
  chunks: AsyncIterable<Bytes>,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Bytes> {
  const parts: Bytes[] = []
  let length = 0
  try {
    for await (const chunk of chunks) {
      const part = chunk.subarray(0, maxBytes - length)
      parts.push(part)
      length += part.byteLength
      if (length >= maxBytes) break
    }
  } catch {
    signal.throwIfAborted()
  }
  return concat(parts, length)
}

/** Concatenates byte arrays into one of the given total length. */
export function concat(parts: readonly Bytes[], length: number): Bytes {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/** Decodes text in the charset of a Content-Type (default UTF-8); throws `upstream_invalid` when the bytes do not fit it. */
export function decodeText(bytes: Bytes, contentType: string | null): string {
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase() ?? 'utf-8'
  try {
    const decoder =
      charset === 'utf-8' || charset === 'utf8'
        ? strictUtf8
        : new TextDecoder(charset, { fatal: true, ignoreBOM: false })
    return decoder.decode(bytes)
  } catch (cause) {
    throw new AppError('upstream_invalid', `the body is not valid ${charset.slice(0, 40)}`, { cause })
  }
}

// A string that has one of these takes two bytes for every character.
const beyondLatin1 = /[^\0-\xff]/

/**
 * Estimates the memory of a plain value in bytes, for cache bounds. Cheap, and too high rather than too low. The constants are
 * those of V8 on 64 bits, and include the cost of concatenated strings.
 */
export function roughSize(value: unknown): number {
  if (typeof value === 'string') return 40 + (beyondLatin1.test(value) ? 2 : 1) * value.length
  // A small integer is stored in its slot.
  if (typeof value === 'number') return value === (value | 0) ? 0 : 16
  if (typeof value !== 'object' || value === null) return 0
  let size = 32
  if (Array.isArray(value)) {
    size += 16
    for (const item of value) size += 8 + roughSize(item)
  } else if (value instanceof Set) for (const item of value) size += 32 + roughSize(item)
  else if (value instanceof Map)
    for (const [key, item] of value) size += 40 + roughSize(key) + roughSize(item)
  else if (ArrayBuffer.isView(value)) size += 96 + value.byteLength
  else for (const key in value) size += 8 + roughSize((value as Record<string, unknown>)[key])
  return size
}
