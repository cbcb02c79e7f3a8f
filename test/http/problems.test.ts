import { describe, expect, test } from 'vitest'
import { type ErrorKind, errorCodes, errorKinds } from '../../src/core/errors.ts'
import { textOf } from './page-text.ts'
import { createPagesApp } from './pages-app.ts'

const app = createPagesApp()

const get = async (path: string, accept?: string) =>
  app.request(path, accept === undefined ? {} : { headers: { accept } })

describe('the page of a problem', () => {
  test.each(errorCodes)('%s shows its status, title and advice', async (code) => {
    const response = await get(`/problems/${code}`, 'text/html')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const text = textOf(await response.text())
    const { status, title, advice } = errorKinds[code]
    for (const said of [code, String(status), title, advice.replaceAll('`', '')]) expect(text).toContain(said)
  })

  test('states whether the error is retried', async () => {
    const [yes, no] = await Promise.all([get('/problems/upstream_timeout'), get('/problems/deadline')])
    expect(textOf(await yes.text())).toContain('Retried automatically Yes')
    expect(textOf(await no.text())).toContain('Retried automatically No.')
  })

  test.each(['nonsense', 'toString', '__proto__'])(
    'is a 404 problem for the unknown code %s',
    async (code) => {
      const response = await get(`/problems/${code}`, 'text/html')
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ code: 'not_found', type: '/problems/not_found' })
    },
  )
})

describe('the JSON of a problem page', () => {
  test.each(errorCodes)('%s equals the entry of the error table', async (code) => {
    const response = await get(`/problems/${code}`, 'application/json')
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const { status, title, advice, blame, retry = false }: ErrorKind = errorKinds[code]
    const type = `/problems/${code}`
    expect(await response.json()).toEqual({ type, code, status, title, advice, blame, retried: retry })
  })

  test.each([
    [undefined, 'text/html'],
    ['*/*', 'text/html'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
    ['application/json', 'application/json'],
    ['application/problem+json', 'application/json'],
    ['text/html;q=0.2, application/json', 'application/json'],
    ['application/json;q=0.2, text/html', 'text/html'],
  ])('Accept %s selects %s', async (accept, type) => {
    const response = await get('/problems/gone', accept)
    expect(response.headers.get('content-type')).toContain(type)
    expect(response.headers.get('vary')).toBe('Accept')
  })

  test('lists every code once, as JSON and as a page', async () => {
    const { problems } = (await (await get('/problems', 'application/json')).json()) as {
      problems: { code: string }[]
    }
    expect(problems.map(({ code }) => code)).toEqual(errorCodes)
    const page = await (await get('/problems', 'text/html')).text()
    const linked = [...page.matchAll(/href="\/problems\/(\w+)"/g)].map(([, code]) => code)
    expect(linked.toSorted()).toEqual(errorCodes.toSorted())
  })
})

test('a problem page can be revalidated', async () => {
  const first = await get('/problems/gone', 'text/html')
  const etag = first.headers.get('etag') ?? ''
  const headers = { accept: 'text/html', 'if-none-match': etag }
  const again = await app.request('/problems/gone', { headers })
  expect(again.status).toBe(304)
  expect(await again.text()).toBe('')
  const json = await app.request('/problems/gone', { headers: { ...headers, accept: 'application/json' } })
  expect(json.status).toBe(200)
})
