import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { createKvStore } from '../../src/runtime/stores/kv.ts'

const { signal } = new AbortController()
const store = createKvStore(env.TRIBUTARY_KV)

test('a stored value is found unchanged', async () => {
  const value = { value: { knots: [10, 15], text: 'Böen' }, fetchedAt: 1, freshUntil: 2 }
  await store.set('tributary:v1:marine:ANZ532', value, 600_000, signal)
  expect(await store.get('tributary:v1:marine:ANZ532', signal)).toEqual(value)
})

test('an absent value is null', async () => {
  expect(await store.get('tributary:v1:marine:NONE', signal)).toBeNull()
})

test("a lifetime below the platform's minimum is raised to it", async () => {
  await store.set('short', 1, 5, signal)
  const [key] = (await env.TRIBUTARY_KV.list({ prefix: 'short' })).keys
  const lasts = (key?.expiration ?? 0) - Math.floor(Date.now() / 1_000)
  // However long the two calls take.
  expect(lasts).toBeGreaterThan(0)
  expect(lasts).toBeLessThanOrEqual(61)
})

test('keys longer than the platform permits stay distinct', async () => {
  const name = 'Llanfairpwllgwyngyll'.repeat(40)
  await store.set(`${name}a`, 'a', 60_000, signal)
  await store.set(`${name}b`, 'b', 60_000, signal)
  expect(await store.get(`${name}a`, signal)).toBe('a')
})
