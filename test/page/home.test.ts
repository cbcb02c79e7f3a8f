import { afterEach, expect, test } from 'vitest'
import { attributes } from '../http/page-text.ts'
import { startService, type TestService } from '../support/service.ts'

let service: TestService | undefined
afterEach(async () => {
  await service?.close()
  service = undefined
})

const start = (variables: Record<string, string> = {}): TestService => {
  service = startService(variables)
  return service
}

test('the page of a place shows the briefing', async () => {
  const { get, json } = start()
  const page = await (await get('/?place=Annapolis,%20MD&subreddits=sailing&count=2')).text()
  const { body } = await json('/v1/briefing?place=Annapolis,%20MD&subreddits=sailing&count=2')
  for (const { zone, periods } of body.data.marine) {
    expect(page).toContain(zone.name)
    expect(page).toContain(periods[0].text)
  }
  for (const { permalink } of body.data.reddit[0].posts) expect(page).toContain(`href="${permalink}"`)
})

test('the page and the route share their upstream calls', async () => {
  const { get, asked } = start()
  await (await get('/?place=Annapolis')).text()
  const before = asked()
  await (await get('/v1/briefing?place=Annapolis')).text()
  expect(asked()).toBe(before)
})

test.each([
  ['/', 200],
  ['/?place=Annapolis', 200],
  ['/?place=Xyzzyville', 404],
  ['/?place=Annapolis&count=99', 400],
  ['/?place=Annapolis&subreddits=not+a+name!', 400],
])('%s answers a page with status %i', async (path, status) => {
  const response = await start().get(path)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
})

test.each(['/', '/?place=Annapolis&subreddits=sailing,boating&count=3', '/status'])(
  '%s obeys its content security policy, has unique ids, and names existing files',
  async (path) => {
    const { get } = start()
    const response = await get(path)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    const page = await response.text()
    expect(page).not.toMatch(/<style|<script(?! src)| style=| on\w+=|javascript:/)
    const ids = attributes(page, 'id')
    expect(new Set(ids).size).toBe(ids.length)
    for (const asset of new Set(page.match(/\/assets\/[\w.-]+\.\w+/g))) {
      const file = await get(asset)
      expect([asset, file.status]).toEqual([asset, 200])
      expect(file.headers.get('cache-control')).toContain('immutable')
    }
  },
)

test('a coastline tile is cacheable text, and empty for open sea', async () => {
  const { get } = start()
  const [base = ''] = /\/assets\/coast-\w+\//.exec(await (await get('/')).text()) ?? []
  expect((await (await get(`${base}35_-80`)).text()).length).toBeGreaterThan(100)
  const sea = await get(`${base}0_-140`)
  expect([sea.status, await sea.text(), sea.headers.get('cache-control')]).toEqual([
    200,
    '',
    'public, max-age=31536000, immutable',
  ])
})

test('with API keys the page asks for one and gathers nothing', async () => {
  const { get, asked } = start({ API_KEYS: `reader:${'0'.repeat(64)}` })
  const response = await get('/?place=Annapolis')
  expect(response.status).toBe(401)
  expect(await response.text()).toContain('<label for="key">API key</label>')
  expect((await get('/status')).status).toBe(401)
  expect(asked()).toBe(0)
})

test('a place far from the sea has no map and says why', async () => {
  const page = await (await start().get('/?place=Denver')).text()
  expect(page).toContain('No marine zone lies within 150 km')
  expect(page).not.toContain('class="map"')
})
