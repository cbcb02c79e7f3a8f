import { Hono } from 'hono'
import { seededHex } from '../random.ts'
import type { SandboxEnv, UpstreamOptions } from '../sandbox.ts'
import { createFeed, createTop, json, searchListing } from './answer.ts'

/** Simulates the public site: `/r/{name}/top.json`, the token endpoint, and the search to which unknown names are redirected. */
export function createReddit(options: UpstreamOptions): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  const top = createTop(options, { isPublic: true })
  const feed = createFeed(options)
  app.get('/r/:name/top/.rss', (c) =>
    feed({ subreddit: c.req.param('name'), t: c.req.query('t'), limit: c.req.query('limit') }),
  )
  app.get('/r/:name/top.json', (c) => {
    const query = { subreddit: c.req.param('name'), t: c.req.query('t'), limit: c.req.query('limit') }
    return top(query, new URL('../../subreddits/search.json', c.req.url).href)
  })
  app.get('/subreddits/search.json', () => json(searchListing, 200, options))
  app.post('/api/v1/access_token', async (c) => {
    const credentials = basicCredentials(c.req.header('authorization'))
    if (!credentials) return json({ message: 'Unauthorized', error: 401 }, 401, options)
    const { grant_type: grant } = await c.req.parseBody()
    if (grant !== 'client_credentials') return json({ error: 'unsupported_grant_type' }, 200, options)
    return json(
      {
        access_token: accessToken(credentials),
        token_type: 'bearer',
        expires_in: 86_400,
        scope: '*',
      },
      200,
      options,
    )
  })
  app.all('*', () => json({ message: 'Not Found', error: 404 }, 404, options))
  return app
}

const accessToken = (credentials: string): string => `sandbox-${seededHex(32, 'token', credentials)}`

/** `id:secret` of a Basic header; null when it is missing, broken, or names the client or secret `bad`. */
function basicCredentials(header: string | undefined): string | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1]
  if (!encoded) return null
  const text = atob(encoded)
  const [id, secret] = text.split(':')
  return id && secret && id !== 'bad' && secret !== 'bad' ? text : null
}
