import { digestOf } from '../../core/digest.ts'
import type { Store } from '../runtime.ts'

/** The subset of a Workers KV namespace that is used. */
export interface PlatformKv {
  get(key: string, type: 'json'): Promise<unknown>
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>
}

/** Minimum expiry that the platform accepts. */
const minTtlSeconds = 60
/** Maximum key length that the platform accepts. */
const maxKeyBytes = 512

/**
 * Stores values in a KV namespace: one for the whole deployment, eventually consistent within a minute, billed per operation.
 * Operations cannot be aborted: callers stop waiting, and the operation continues.
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

/** A key that is too long is replaced by its digest. */
async function nameOf(key: string): Promise<string> {
  const isShort = new TextEncoder().encode(key).byteLength <= maxKeyBytes
  return isShort ? key : `sha256:${await digestOf(key)}`
}
