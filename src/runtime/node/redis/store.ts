import type { Store } from '../../runtime.ts'
import type { Link } from './link.ts'

/** Largest entry in bytes, written or read. */
export const maxBytes = 2_000_000

/** Keeps values in Redis. While that is down every look is a miss and nothing is kept: the link has told it already. */
export function createRedisStore(link: Link): Store {
  return {
    async get(key, signal) {
      if (!link.isUp) return null
      // A range, because others may write there too: what is too large is not even sent.
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

/** The text of an entry; throws when it would be too large to be read. */
export function writeJson(value: unknown): string {
  const text = JSON.stringify(value)
  if (Buffer.byteLength(text) > maxBytes) throw new Error(`an entry of more than ${maxBytes} bytes`)
  return text
}

/** Throws without repeating what was read. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('an entry that is not JSON')
  }
}
