// A client that is typed for the routes of someone's own feature.
import { HttpResponse, http } from 'msw'
import { expect, onTestFinished, test } from 'vitest'
import { createCustomerClient, spentCents } from '../../examples/customer/client.ts'
import { customers } from '../../examples/customer/customer.ts'
import { formatModule } from '../../scripts/client-types.ts'
import { startService } from '../support/service.ts'

/** A client of a service with customers and nothing else, in one process. */
function start() {
  const variables = {
    USERS_URL: 'http://users.test',
    ORDERS_URL: 'http://orders.test',
    PRODUCTS_URL: 'http://products.test',
  }
  const service = startService(variables, { features: [customers] })
  onTestFinished(() => service.close())
  const tokens = new Set<string | null>()
  const answer = (path: string, body: object) =>
    http.get(path, ({ request }) => {
      tokens.add(request.headers.get('x-company-token'))
      return HttpResponse.json(body)
    })
  service.use(
    answer('http://users.test/users/:id', { id: '42', name: 'Ann', tier: 'paid' }),
    answer('http://orders.test/orders', [{ id: 'o1', productId: 'p1', count: 2 }]),
    answer('http://products.test/products/:id', { id: 'p1', name: 'Rope', priceCents: 900 }),
  )
  const fetch = (url: string, init: RequestInit) => service.get(url, init)
  return { service, tokens, client: createCustomerClient('ann', { baseUrl: 'http://localhost', fetch }) }
}

test('the types of the example are those of its service', async () => {
  const { body } = await start().service.json('/openapi.json')
  await expect(formatModule(body, { below: '/v1/customers' })).toMatchFileSnapshot(
    '../../examples/customer/api.ts',
  )
})

test('a route of the feature is called by its name, with its path parameter and the token', async () => {
  const { client, tokens } = start()
  expect(await spentCents(client, '42')).toBe(1_800)
  expect([...tokens]).toEqual(['ann'])
})

test('and part by part', async () => {
  const { client } = start()
  const seen: string[] = []
  for await (const event of client.stream('getCustomer', { id: '42' })) {
    seen.push(event.event === 'part' ? event.source : event.event)
    if (event.event === 'done') expect(event.answer.data.user.name).toBe('Ann')
  }
  const events = seen.filter((name) => name !== 'progress')
  // Users and orders are requested at once, and either may arrive first.
  expect(events.slice(0, 2).toSorted()).toEqual(['orders', 'users'])
  expect(events.slice(2)).toEqual(['products', 'done'])
})

test('calls of operations that the service does not have do not compile', () => {
  const { client } = start()
  // @ts-expect-error not a field of the question
  void ((): unknown => client.ask('getCustomer', { id: '42', name: 'Ann' }))
  // @ts-expect-error the id is required
  void ((): unknown => client.ask('getCustomer', {}))
  // @ts-expect-error this service has no forecasts
  void ((): unknown => client.ask('getForecasts', {}))
})
