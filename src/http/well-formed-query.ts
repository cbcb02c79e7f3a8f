import type { MiddlewareHandler } from 'hono'
import { invalidRequest } from '../core/faults.ts'
import type { AppEnv } from './app-env.ts'

/** Rejects queries with malformed percent escapes, which Hono would pass on undecoded. */
export const wellFormedQuery: MiddlewareHandler<AppEnv> = (c, next) => {
  const { url } = c.req
  const start = url.indexOf('?')
  if (start >= 0 && url.includes('%', start) && !isDecodable(url.slice(start))) {
    throw invalidRequest([
      { in: 'query', name: 'query', message: 'must be UTF-8 with whole percent escapes' },
    ])
  }
  return next()
}

/** Whether all percent escapes of a text are whole and decode to UTF-8. */
export function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
