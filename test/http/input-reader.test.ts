import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { defineFeature } from '../../src/define/feature.ts'
import { defineRoute, type RouteDefinition } from '../../src/define/route.ts'
import { placesOf } from '../../src/http/input-reader.ts'
import { startService } from '../support/service.ts'

const input = z.object({
  fleet: z.string().max(4),
  boats: z.array(z.string()).min(1),
  count: z.coerce.number().default(1),
})

const definition: RouteDefinition<z.infer<typeof input>, object> = {
  method: 'post',
  path: '/v1/fleets/{fleet}/plans',
  operationId: 'planFleet',
  summary: 'A plan',
  description: 'Of some boats',
  input,
  body: ['boats'],
  data: z.object({ fleet: z.string(), boats: z.array(z.string()), count: z.number() }),
  sources: [],
  asks: () => [],
  caching: 'none',
  gather: async (asked) => asked,
}

function start(more: Partial<typeof definition> = {}) {
  const route = defineRoute({ ...definition, ...more })
  const feature = defineFeature({ name: 'fleets', summary: 'Fleets.', routes: [route] })
  const service = startService({}, { features: [feature] })
  onTestFinished(() => service.close())
  const post = (path: string, body: unknown, type = 'application/json') =>
    service.json(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': type } })
  return { ...service, post }
}

test('an input is read from path, query and body', async () => {
  const { post } = start()
  const { status, headers, body } = await post('/v1/fleets/east/plans?count=3', { boats: ['a', 'b'] })
  expect(status).toBe(200)
  expect(body.data).toEqual({ fleet: 'east', boats: ['a', 'b'], count: 3 })
  expect(headers.get('cache-control')).toBe('no-store')
})

test('every fault is reported with its place', async () => {
  const { post } = start()
  const { status, body } = await post('/v1/fleets/eastern/plans?count=many', { boats: [] })
  expect(status).toBe(400)
  expect(body.errors.map(({ in: place, name }: { in: string; name: string }) => `${place} ${name}`)).toEqual([
    'path fleet',
    'body boats',
    'query count',
  ])
})

test.each([
  ['a field that the body does not have', { boats: ['a'], fleet: 'west' }, 400],
  ['a body that is a list', ['a'], 400],
])('%s is refused', async (_, body, status) => {
  const { post } = start()
  expect((await post('/v1/fleets/east/plans', body)).status).toBe(status)
})

test('a body of another type is refused', async () => {
  const { post } = start()
  expect((await post('/v1/fleets/east/plans', { boats: ['a'] }, 'text/plain')).status).toBe(415)
})

test('the reference documents each place, and other methods are rejected', async () => {
  const { json, get } = start()
  const { post } = (await json('/openapi.json')).body.paths['/v1/fleets/{fleet}/plans']
  expect(
    post.parameters.map(({ name, in: place }: { name: string; in: string }) => `${place} ${name}`),
  ).toEqual(['path fleet', 'query count'])
  expect(Object.keys(post.requestBody.content['application/json'].schema.properties)).toEqual(['boats'])
  expect((await get('/v1/fleets/east/plans')).status).toBe(405)
})

test('the budget of a route applies unless the caller overrides it', async () => {
  const { post } = start({ budgetMs: 1_234 })
  const { body } = await post('/v1/fleets/east/plans', { boats: ['a'] })
  expect(body.meta.budgetMs).toBe(1_234)
})

test('an invalid declaration throws when it is made', () => {
  expect(() => placesOf({ path: '/v1/{nowhere}', input })).toThrow('nowhere is not a field of its input')
  expect(() => defineRoute({ ...definition, caching: 'public' })).toThrow('cannot be public')
  expect(() => defineRoute({ ...definition, method: 'get' })).toThrow('its method must be POST')
})
