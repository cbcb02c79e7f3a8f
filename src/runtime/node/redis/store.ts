import type { Store } from '../../runtime.ts'
import type { Link } from './link.ts'

/** Maximum size of an entry in bytes, written or read. */
export const maxBytes = 2_000_000

/** Stores values in Redis. While it is down, every read is a miss and writes are dropped; the link reports it. */
export function createRedisStore(link: Link, timeoutMs: number): Store {
  return {
    timeoutMs,
    async get(key, signal) {
      if (!link.isUp) return null
      // A range, because other applications may write there too: an oversized value is not transferred.
      const bytes = await link.run((redis) => redis.getrangeBuffer(key, 0, maxBytes), signal)
      if (bytes.byteLength > maxBytes) throw new Error(`an entry of more than ${maxBytes} bytes`)
      return bytes.byteLength === 0 ? null : readJson(bytes.toString())
    },
    async set(key, value, ttlMs, signal) {
      if (!link.isUp) return
      const text = writeJson(value)
      await link.run((redis) => redis.set(key, text, 'PX', Math.max(1, Math.ceil(ttlMs))), signal)
    },
  }
}

/** Serialises an entry; throws when it would be too large to be read back. */
export function writeJson(value: unknown): string {
  const text = JSON.stringify(value)
  if (Buffer.byteLength(text) > maxBytes) throw new Error(`an entry of more than ${maxBytes} bytes`)
  return text
}

/** Parses an entry; errors do not repeat its text. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('an entry that is not JSON')
  }
}
