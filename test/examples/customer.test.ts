// The customer example as part of a service: a path parameter, a required part, a header of the caller, no shared caches.
import { expect, test } from 'vitest'
import { customers } from '../../examples/customer/customer.ts'
import { ConfigError, readConfig } from '../../src/config/config.ts'
import { sourcesOf } from '../../src/features/index.ts'
import { startCustomers } from './customer-service.ts'

const by = (token: string): RequestInit => ({ headers: { 'x-company-token': token } })

test('a customer has orders and the product of each, all requested once', async () => {
  const { json, requests } = startCustomers()
  const { status, body } = await json('/v1/customers/42', by('ann'))
  expect(status).toBe(200)
  expect(body).toMatchObject({ complete: true, data: { user: { name: 'Ann' }, products: [{}, {}] } })
  expect(body.data.user.secret).toBeUndefined()
  expect(body.parts.map(({ source, key }: { source: string; key: string }) => `${source} ${key}`)).toEqual([
    'users 42',
    'orders 42',
    'products p1',
    'products p2',
  ])
  expect(requests.toSorted()).toEqual([
    'orders.test/v2/orders?user=42 ann',
    'products.test/products/p1 ann',
    'products.test/products/p2 ann',
    'users.test/users/42 ann',
  ])
})

test('without the required part there is no answer', async () => {
  const { json } = startCustomers(['users.test'])
  const { status, body } = await json('/v1/customers/42')
  expect(status).toBe(404)
  expect(body).toMatchObject({ code: 'not_found', detail: expect.stringContaining('users 42') })
  expect(body.parts).toContainEqual(expect.objectContaining({ source: 'users', status: 'failed' }))
})

test('an optional part that fails is absent and reported', async () => {
  const { json } = startCustomers(['orders.test'])
  const { status, body } = await json('/v1/customers/42')
  expect(status).toBe(200)
  expect(body).toMatchObject({ complete: false, data: { user: { name: 'Ann' }, orders: null, products: [] } })
})

test('callers with different tokens share nothing, and a repeated token is answered from the cache', async () => {
  const { json, requests, get } = startCustomers()
  await json('/v1/customers/42', by('ann'))
  await json('/v1/customers/42', by('ann'))
  expect(requests).toHaveLength(4)
  await json('/v1/customers/42', by('bob'))
  expect(requests).toHaveLength(8)
  const { headers } = await get('/v1/customers/42', by('bob'))
  expect(headers.get('cache-control')).toMatch(/^private, max-age=\d+$/)
  expect(headers.get('vary')).toContain('x-company-token')
})

test('a token is in no event, so in no log and no metric', async () => {
  const { json, events, purge } = startCustomers()
  const { body } = await json('/v1/customers/42', by('ann-s-secret'))
  expect(JSON.stringify([events.all, body])).not.toContain('ann-s-secret')
  expect(purge('users', '42')).toBe(1)
})

test('a faulty path parameter is a fault of the path', async () => {
  const { json, requests } = startCustomers()
  const { status, body } = await json('/v1/customers/forty-two')
  expect(status).toBe(400)
  expect(body.errors).toEqual([{ in: 'path', name: 'id', message: 'a customer is a number' }])
  expect(requests).toEqual([])
})

test('the reference describes path and header, and only served routes', async () => {
  const { json, get } = startCustomers()
  const { body } = await json('/openapi.json')
  expect(Object.keys(body.paths).filter((path) => path.startsWith('/v1/m'))).toEqual([])
  const { parameters } = body.paths['/v1/customers/{id}'].get
  expect(parameters).toMatchObject([
    { name: 'id', in: 'path', required: true },
    { name: 'x-company-token', in: 'header', required: false },
  ])
  expect((await get('/')).headers.get('location')).toBe('/docs')
})

test('a variable without a default must be set', () => {
  const read = () => readConfig({ USERS_URL: 'http://users.test' }, sourcesOf([customers]))
  expect(read).toThrow(ConfigError)
  expect(read).toThrow(/ORDERS_URL[^\n]*required[\s\S]*PRODUCTS_URL/)
})
