import { describe, expect, test } from 'vitest'
import { attributes, textOf } from './page-text.ts'
import { createPagesApp } from './pages-app.ts'

const app = createPagesApp()
const paths = ['/docs', '/problems', '/problems/upstream_error']

const pageAt = async (path: string): Promise<string> => (await app.request(path)).text()

describe.each(paths)('the page %s', (path) => {
  test('may load from and send to this service only', async () => {
    const policy = (await app.request(path)).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
  })

  test('contains nothing that its policy forbids', async () => {
    const page = await pageAt(path)
    expect(page).not.toMatch(/<style|<script(?![^>]* src=)| style=| on\w+=|javascript:/)
    const asked = [...attributes(page, 'src'), ...attributes(page, 'href'), ...attributes(page, 'action')]
    expect(asked.filter((url) => !/^(\/(?!\/)|#)/.test(url))).toEqual([])
  })

  test('references files that exist and are cacheable forever', async () => {
    const assets = (await pageAt(path)).match(/\/assets\/[\w.-]+/g) ?? []
    expect(assets.length).toBeGreaterThan(0)
    for (const asset of assets) {
      const response = await app.request(asset)
      expect(response.status).toBe(200)
      expect(response.headers.get('cache-control')).toContain('immutable')
    }
  })

  test('has one h1, a language, a title and a skip link', async () => {
    const page = await pageAt(path)
    expect(page.match(/<h1>/g)).toHaveLength(1)
    expect(page).toMatch(/<html lang="en">/)
    expect(page).toMatch(/<title>[^<]*Tributary<\/title>/)
    expect(page).toMatch(/<body>\s*<a class="skip" href="#main">/)
  })

  test('has no duplicate ids, no broken fragment links and no unlabelled fields', async () => {
    const page = await pageAt(path)
    const ids = attributes(page, 'id')
    expect(new Set(ids).size).toBe(ids.length)
    const targets = attributes(page, 'href').filter((href) => href.startsWith('#'))
    const described = [...attributes(page, 'aria-labelledby'), ...attributes(page, 'aria-describedby')]
    const referred = [...targets.map((href) => href.slice(1)), ...described, ...attributes(page, 'for')]
    expect(referred.filter((id) => !ids.includes(id))).toEqual([])
    const labelled = new Set(attributes(page, 'for'))
    const fields = [...page.matchAll(/<(?:input|textarea|select) id="([^"]+)"/g)].map(([, id = '']) => id)
    expect(fields.filter((id) => !labelled.has(id))).toEqual([])
  })
})

test('the OpenAPI document is stable and can be revalidated', async () => {
  const first = await app.request('/openapi.json')
  const document = await first.text()
  expect(first.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(JSON.parse(document)).toMatchObject({ openapi: '3.1.0', info: { license: { identifier: 'MIT' } } })
  expect(await (await app.request('/openapi.json')).text()).toBe(document)
  const headers = { 'if-none-match': first.headers.get('etag') ?? '' }
  expect((await app.request('/openapi.json', { headers })).status).toBe(304)
})

test('the reference contains every route and schema of the document', async () => {
  const document = (await (await app.request('/openapi.json')).json()) as {
    paths: Record<string, Record<string, { operationId: string; summary: string }>>
    components: { schemas: Record<string, unknown> }
  }
  const page = await pageAt('/docs')
  const [ids, text] = [attributes(page, 'id'), textOf(page)]
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.values(item).map((operation) => ({ path, ...operation })),
  )
  expect(operations.length).toBeGreaterThan(0)
  for (const { path, operationId, summary } of operations) {
    expect(ids).toContain(operationId)
    expect(text).toContain(path)
    expect(text).toContain(summary)
  }
  for (const name of Object.keys(document.components.schemas)) expect(ids).toContain(`schema-${name}`)
})

test('each error code in the reference links to its page', async () => {
  const links = attributes(await pageAt('/docs'), 'href').filter((href) => /^\/problems\/./.test(href))
  expect(links).toContain('/problems/internal')
  for (const link of new Set(links)) expect((await app.request(link)).status).toBe(200)
})
