import { expect, test } from 'vitest'
import { createSandbox } from '../src/app.ts'
import { manualClock } from './manual-clock.ts'

interface Listing {
  kind: string
  data: { after: string | null; dist: number; children: { kind: string; data: Record<string, unknown> }[] }
}

const clock = manualClock()
const { app } = createSandbox({ clock })

const top = async (name: string, query = 't=day&limit=100'): Promise<Listing> =>
  (await (await app.request(`/reddit/r/${name}/top.json?${query}&raw_json=1`)).json()) as Listing

const spans = { hour: 1, day: 24, week: 168, month: 720, year: 8_760 }

test.each(Object.entries(spans))(
  'the posts of t=%s were all made within it, the best first',
  async (t, hours) => {
    const { data } = await top('sailing', `t=${t}&limit=100`)
    const posts = data.children.map((child) => child.data)
    const now = clock.now() / 1_000
    const oldest = now - hours * 3_600
    expect(posts.every(({ created_utc: made }) => Number(made) > oldest && Number(made) <= now)).toBe(true)
    const scores = posts.map(({ score }) => Number(score))
    expect(scores).toEqual(scores.toSorted((one, other) => other - one))
  },
)

test('a listing has as many posts as asked for, at most a hundred', async () => {
  expect((await top('python', 'limit=5')).data.dist).toBe(5)
  expect((await top('python', 'limit=5')).data.children).toHaveLength(5)
  expect((await top('python', 'limit=500')).data.children).toHaveLength(100)
  expect((await top('python', '')).data.children).toHaveLength(25)
})

test('posts come in the varieties that a reader must cope with', async () => {
  const names = ['sailing', 'boating', 'python', 'programming', 'compsci']
  const listings = await Promise.all(names.map((name) => top(name)))
  const posts = listings.flatMap(({ data }) => data.children.map((child) => child.data))
  expect(posts.some(({ author }) => author === '[deleted]')).toBe(true)
  expect(posts.some(({ over_18 }) => over_18)).toBe(true)
  expect(posts.some(({ preview }) => preview !== undefined)).toBe(true)
  const thumbnails = new Set(posts.map(({ thumbnail }) => String(thumbnail).replace(/^https:.*/, 'url')))
  expect(thumbnails).toEqual(new Set(['self', 'default', 'nsfw', 'url']))
  expect(new Set(posts.map(({ id }) => id)).size).toBe(posts.length)
  expect(JSON.stringify(posts).length / posts.length).toBeGreaterThan(3_500)
})

test('a listing is the same for the same seed and another for another', async () => {
  const other = createSandbox({ clock: manualClock(), seed: 2 }).app
  const again = createSandbox({ clock: manualClock() }).app
  const path = '/reddit/r/sailing/top.json?t=week&limit=10'
  const text = await (await app.request(path)).text()
  expect(await (await again.request(path)).text()).toBe(text)
  expect(await (await other.request(path)).text()).not.toBe(text)
})

test.each([
  ['private_club', 403, { reason: 'private', message: 'Forbidden', error: 403 }],
  ['quarantined_one', 403, { message: 'Forbidden', error: 403 }],
  ['banned_one', 404, { reason: 'banned', message: 'Not Found', error: 404 }],
])('%s is refused with %i', async (name, status, body) => {
  const response = await app.request(`/reddit/r/${name}/top.json`)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject(body)
})

test.each(['doesnotexist77', 'a'.repeat(22), 'no-such-name'])(
  '%s leads to the search, whose answer has no posts',
  async (name) => {
    const response = await app.request(`http://up.test/reddit/r/${name}/top.json`)
    expect(response.status).toBe(302)
    const location = response.headers.get('location') ?? ''
    expect(location).toContain('/subreddits/search')
    expect(await (await app.request(location)).json()).toMatchObject({ data: { children: [{ kind: 't5' }] } })
  },
)

test.each(['constructor', 'tostring', 'valueof', 'hasownproperty'])(
  '%s is a name as any other',
  async (name) => {
    expect((await top(name, 't=constructor&limit=3')).data.dist).toBe(3)
  },
)

test('an empty subreddit is an empty listing', async () => {
  expect((await top('empty_one')).data).toMatchObject({ children: [], after: null })
})

test('answers carry the quota headers, with a decimal where the site sends one', async () => {
  const { headers } = await app.request('/reddit/r/sailing/top.json?limit=1')
  expect(headers.get('x-ratelimit-remaining')).toMatch(/^\d+\.\d$/)
  expect(Number(headers.get('x-ratelimit-used'))).toBeGreaterThan(0)
  expect(Number(headers.get('x-ratelimit-reset'))).toBeGreaterThan(0)
})

test('the token of the right credentials opens the OAuth host, and nothing else does', async () => {
  const ask = (credentials: string) =>
    app.request('/reddit/api/v1/access_token', {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(credentials)}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    })
  expect((await ask('bad:secret')).status).toBe(401)
  const token = (await (await ask('client:secret')).json()) as { access_token: string; expires_in: number }
  expect(token.expires_in).toBe(86_400)
  const open = (authorization: string) =>
    app.request('/reddit-oauth/r/sailing/top?t=day&limit=3&raw_json=1', { headers: { authorization } })
  expect(await (await open(`Bearer ${token.access_token}`)).json()).toMatchObject({ data: { dist: 3 } })
  const refused = await open('Bearer stolen')
  expect(refused.status).toBe(401)
  expect(refused.headers.get('www-authenticate')).toContain('invalid_token')
  expect(await refused.json()).toEqual({ message: 'Unauthorized', error: 401 })
})
