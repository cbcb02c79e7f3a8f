import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { whole } from '../../src/core/query.ts'
import { createQueryReaders } from '../../src/http/query-reader.ts'

function reader() {
  let count = 0
  const schema = z.object({ count: whole(1, 9), tag: z.union([z.string(), z.array(z.string())]).optional() })
  const counted = schema.transform((query) => {
    count++
    return query
  })
  const read = createQueryReaders()(counted)
  const app = new Hono().get('*', (c) => c.json(read(c.req.url)))
  app.onError((error) => new Response(JSON.stringify(error), { status: 400 }))
  const ask = async (path: string) => (await app.request(path)).json()
  return { ask, count: () => count }
}

test('a query that is the same as the last one is not parsed again', async () => {
  const { ask, count } = reader()
  for (let times = 0; times < 3; times++)
    expect(await ask('/a?count=2&tag=x')).toEqual({ count: 2, tag: 'x' })
  expect(count()).toBe(1)
  expect(await ask('/a?tag=x&count=2')).toEqual({ count: 2, tag: 'x' })
  expect(count()).toBe(2)
})

test('readers of one schema share what they have read, and ignore a fragment', () => {
  const readerOf = createQueryReaders()
  const schema = z.object({ tag: z.string() })
  const read = readerOf(schema)('http://host/a?tag=x')
  expect(readerOf(schema)('/b?tag=x#tag=y')).toBe(read)
  expect(() => readerOf(schema)('/b#?tag=y')).toThrow()
  expect(createQueryReaders()(schema)('/a?tag=x')).not.toBe(read)
})

test('a repeated parameter is a list, and a different query is parsed again', async () => {
  const { ask } = reader()
  expect(await ask('/?count=1&tag=x&tag=y')).toEqual({ count: 1, tag: ['x', 'y'] })
  expect(await ask('/?count=2&tag=x&tag=y')).toEqual({ count: 2, tag: ['x', 'y'] })
})

test('an invalid query is rejected each time', async () => {
  const { ask } = reader()
  const fault = { code: 'invalid_request', faults: [{ in: 'query', name: 'count' }] }
  for (const path of ['/?count=10', '/', '/?count=10']) expect(await ask(path)).toMatchObject(fault)
})

test('the error for a missing parameter names an unknown one that was sent', async () => {
  const read = createQueryReaders()(z.object({ q: z.string() }))
  const app = new Hono().get('*', (c) => c.json(read(c.req.url)))
  app.onError((error) => new Response(JSON.stringify(error), { status: 400 }))
  expect(await (await app.request('/?words=gale')).json()).toMatchObject({
    faults: [
      { name: 'q', message: '`q` is required' },
      { name: 'words', message: '`words` is not a parameter of this route' },
    ],
  })
  expect((await app.request('/?q=gale&words=gale')).status).toBe(200)
})
