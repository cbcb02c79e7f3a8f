// Operations by their names, those of other features too.
import { expect, test } from 'vitest'
import type { Tributary } from '../src/index.ts'
import { answers, clientOf } from './scripted-client.ts'

test('a question has the fields of the path and of the query, and the body', async () => {
  const { client, sent } = clientOf([answers({})])
  await client.ask('getZone', { zone: 'ANZ 532' })
  await client.ask('parseMarineText', { spans: true, body: 'FOG' })
  await client.ask('submitJob', { body: { kind: 'geocode', places: ['Oslo'] } })
  expect(
    sent.map(({ url, init }) => [init.method, url.replace('http://localhost:8080', ''), init.body]),
  ).toEqual([
    ['GET', '/v1/marine/zones/ANZ%20532', undefined],
    ['POST', '/v1/marine/parse?spans=true', 'FOG'],
    ['POST', '/v1/jobs', '{"kind":"geocode","places":["Oslo"]}'],
  ])
})

test('an operation that has no parts to stream does not compile', () => {
  const { client } = clientOf([])
  // @ts-expect-error health has no parts
  void ((): unknown => client.stream('getHealth', {}))
})

test('given routes are called like those of the service, and unknown ones are errors', async () => {
  interface Operations {
    getTides: { path: { port: string }; answer: { height: number } }
  }
  const { sent, ...rest } = clientOf([answers({ height: 3 })], {
    routes: { getTides: { method: 'GET', path: '/v1/tides/{port}' } },
  })
  const client = rest.client as unknown as Tributary<Operations>
  expect((await client.ask('getTides', { port: 'Oslo' })).height).toBe(3)
  expect(sent[0]?.url).toBe('http://localhost:8080/v1/tides/Oslo')
  await expect(client.ask('toString' as 'getTides', { port: '' })).rejects.toThrow(
    'pass its route in `routes`',
  )
})
