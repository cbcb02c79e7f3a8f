import type { Store } from '../runtime.ts'

/** What is used of a `Cache` of the Workers platform. */
export interface PlatformCache {
  match(url: string): Promise<Response | undefined>
  put(url: string, response: Response): Promise<void>
}

/** A host that nobody is: the keys of this cache are addresses, and these are never asked. */
const base = 'https://store.invalid/'

/**
 * Keeps values in the platform's cache of the data centre: free, shared by all instances there, forgotten when it pleases, and
 * doing nothing on a `workers.dev` address. It takes no signal: whoever waits stops waiting, and the operation goes on.
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
