import { expect, test } from 'vitest'
import { createCacheApiStore } from '../../src/runtime/stores/cache-api.ts'

const { signal } = new AbortController()
const store = createCacheApiStore(caches.default)

test('a stored value is found, whatever is in its key', async () => {
  const keys = ['tributary:v1:geocode:st. john’s, nl?#/..', 'tributary:v1:geocode:st. john’s, nl']
  for (const key of keys) await store.set(key, { key }, 60_000, signal)
  for (const key of keys) expect(await store.get(key, signal)).toEqual({ key })
})

test('an absent value is null', async () => {
  expect(await store.get('tributary:v1:marine:NONE', signal)).toBeNull()
})

test('a value is stored for its lifetime, in whole seconds', async () => {
  await store.set('aging', 1, 90_500, signal)
  const found = await caches.default.match('https://store.invalid/aging')
  expect(found?.headers.get('cache-control')).toBe('public, max-age=91')
})
