// A client that is typed for the routes of someone's own feature.
import { expect, test } from 'vitest'
import { createCustomerClient, spentCents } from '../../examples/customer/client.ts'
import { formatModule } from '../../scripts/client-types.ts'
import { startCustomers } from './customer-service.ts'

/** A client of a service with customers and nothing else, in one process. */
function start() {
  const service = startCustomers()
  const fetch = (url: string, init: RequestInit) => service.get(url, init)
  return { service, client: createCustomerClient('ann', { baseUrl: 'http://localhost', fetch }) }
}

test('the types of the example are those of its service', async () => {
  const { body } = await start().service.json('/openapi.json')
  await expect(formatModule(body, { below: '/v1/customers' })).toMatchFileSnapshot(
    '../../examples/customer/api.ts',
  )
})

test('a route of the feature is called by its name, with its path parameter and the token', async () => {
  const { client, service } = start()
  expect(await spentCents(client, '42')).toBe(3_600)
  expect(service.requests.filter((request) => !request.endsWith(' ann'))).toEqual([])
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
  expect(events.slice(2)).toEqual(['products', 'products', 'done'])
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
