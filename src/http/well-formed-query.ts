import type { MiddlewareHandler } from 'hono'
import { invalidRequest } from '../core/faults.ts'
import { isDecodable } from '../core/percent-escapes.ts'
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
