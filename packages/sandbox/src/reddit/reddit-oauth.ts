import { Hono } from 'hono'
import type { SandboxEnv, UpstreamOptions } from '../sandbox.ts'
import { createTop, json, searchListing } from './answer.ts'

/** Simulates the OAuth host: `/r/{name}/top` for callers with a token from the token endpoint. */
export function createRedditOAuth(options: UpstreamOptions): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  const top = createTop(options)
  app.use(async (c, next) => {
    if (/^Bearer sandbox-[0-9a-f]{32}$/i.test(c.req.header('authorization') ?? '')) return next()
    const refused = json({ message: 'Unauthorized', error: 401 }, 401, options)
    refused.headers.set('www-authenticate', 'Bearer realm="reddit", error="invalid_token"')
    return refused
  })
  app.get('/r/:name/top', (c) => {
    const query = { subreddit: c.req.param('name'), t: c.req.query('t'), limit: c.req.query('limit') }
    return top(query, new URL('../../subreddits/search', c.req.url).href)
  })
  app.get('/subreddits/search', () => json(searchListing, 200, options))
  app.all('*', () => json({ message: 'Not Found', error: 404 }, 404, options))
  return app
}
