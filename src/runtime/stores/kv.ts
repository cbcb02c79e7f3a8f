import type { Store } from '../runtime.ts'

/** What is used of a KV namespace of the Workers platform. */
export interface PlatformKv {
  get(key: string, type: 'json'): Promise<unknown>
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>
}

/** The platform keeps nothing for less. */
const minTtlSeconds = 60
/** The platform takes no longer names. */
const maxKeyBytes = 512

/**
 * Keeps values in a KV namespace: one for the whole deployment, consistent after up to a minute, billed by operation. It takes
 * no signal: whoever waits stops waiting, and the operation goes on.
 */
export function createKvStore(kv: PlatformKv): Store {
  return {
    async get(key) {
      return (await kv.get(await nameOf(key), 'json')) ?? null
    },
    async set(key, value, ttlMs) {
      const expirationTtl = Math.max(minTtlSeconds, Math.ceil(ttlMs / 1_000))
      await kv.put(await nameOf(key), JSON.stringify(value), { expirationTtl })
    },
  }
}

const encoder = new TextEncoder()

/** A key that is too long is kept under its digest. */
async function nameOf(key: string): Promise<string> {
  const bytes = encoder.encode(key)
  if (bytes.byteLength <= maxKeyBytes) return key
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `sha256:${digest.toHex()}`
}
