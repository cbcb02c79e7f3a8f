import { AppError } from './errors.ts'

export type Bytes = Uint8Array<ArrayBufferLike>

/** Reads a stream to its end, or throws `upstream_too_large` with the first byte over `maxBytes` and stops reading. */
export async function readBounded(chunks: AsyncIterable<Bytes>, maxBytes: number): Promise<Bytes> {
  const parts: Bytes[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.byteLength
    // Leaving the loop calls the iterator's `return`, which closes the socket below.
    if (length > maxBytes) throw new AppError('upstream_too_large', `more than ${maxBytes} bytes`)
    parts.push(chunk)
  }
  return parts.length === 1 && parts[0] ? parts[0] : concat(parts, length)
}

/** Joins byte arrays into one of the given total length. */
export function concat(parts: readonly Bytes[], length: number): Bytes {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** Decodes text in the charset a Content-Type names (UTF-8 when none); throws `upstream_invalid` when the bytes are not that. */
export function decodeText(bytes: Bytes, contentType: string | null): string {
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase() ?? 'utf-8'
  try {
    const decoder =
      charset === 'utf-8' || charset === 'utf8' ? strictUtf8 : new TextDecoder(charset, { fatal: true })
    return decoder.decode(bytes)
  } catch (cause) {
    throw new AppError('upstream_invalid', `the body is not valid ${charset.slice(0, 40)}`, { cause })
  }
}

/** A rough count of the bytes a plain value holds in memory, for cache bounds: cheap, never exact. */
export function roughSize(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length
  if (typeof value !== 'object' || value === null) return 8
  let size = 24
  if (Array.isArray(value)) for (const item of value) size += 8 + roughSize(item)
  else for (const key in value) size += 8 + roughSize((value as Record<string, unknown>)[key])
  return size
}
