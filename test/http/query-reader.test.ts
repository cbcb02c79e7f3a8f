import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { whole } from '../../src/core/query.ts'
import { createQueryReader } from '../../src/http/query-reader.ts'

function reader() {
  let read = 0
  const schema = z.object({ count: whole(1, 9), tag: z.union([z.string(), z.array(z.string())]).optional() })
  const counted = schema.transform((query) => {
    read++
    return query
  })
  const queries = createQueryReader(counted)
  const app = new Hono().get('*', async (c) => c.json(queries.known(c) ?? (await queries.read(c))))
  app.onError((error) => new Response(JSON.stringify(error), { status: 400 }))
  const ask = async (path: string) => (await app.request(path)).json()
  return { ask, read: () => read }
}

test('an identical query is parsed once', async () => {
  const { ask, read } = reader()
  for (let times = 0; times < 3; times++)
    expect(await ask('/a?count=2&tag=x')).toEqual({ count: 2, tag: 'x' })
  expect(read()).toBe(1)
  expect(await ask('/a?tag=x&count=2')).toEqual({ count: 2, tag: 'x' })
  expect(read()).toBe(2)
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

test('a very long query is parsed each time', async () => {
  const { ask, read } = reader()
  const path = `/?count=1&tag=${'x'.repeat(2_000)}`
  await ask(path)
  await ask(path)
  expect(read()).toBe(2)
})

test('the error for a missing parameter names an unknown one that was sent', async () => {
  const queries = createQueryReader(z.object({ q: z.string() }))
  const app = new Hono().get('*', async (c) => c.json(await queries.read(c)))
  app.onError((error) => new Response(JSON.stringify(error), { status: 400 }))
  expect(await (await app.request('/?words=gale')).json()).toMatchObject({
    faults: [
      { name: 'q', message: '`q` is required' },
      { name: 'words', message: '`words` is not a parameter of this route' },
    ],
  })
  expect((await app.request('/?q=gale&words=gale')).status).toBe(200)
})
