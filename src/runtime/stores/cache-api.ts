import type { Store } from '../runtime.ts'

/** The subset of the Workers `Cache` that is used. */
export interface PlatformCache {
  match(url: string): Promise<Response | undefined>
  put(url: string, response: Response): Promise<void>
}

/** A host that does not exist: the keys of this cache are URLs, which are never requested. */
const base = 'https://store.invalid/'

/**
 * Stores values in the platform's cache of the data centre: free, shared by all instances there, evicted at any time, and without
 * effect on a `workers.dev` address. Operations cannot be aborted: callers stop waiting, and the operation continues.
 */
export function createCacheApiStore(cache: PlatformCache): Store {
  return {
    async get(key) {
      const found = await cache.match(urlOf(key))
      return found ? found.json() : null
    },
    async set(key, value, ttlMs) {
      const headers = {
        'content-type': 'application/json',
        'cache-control': `public, max-age=${Math.max(1, Math.ceil(ttlMs / 1_000))}`,
      }
      await cache.put(urlOf(key), new Response(JSON.stringify(value), { headers }))
    },
  }
}

const urlOf = (key: string): string => `${base}${encodeURIComponent(key)}`
