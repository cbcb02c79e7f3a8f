import { expect, test } from 'vitest'
import { neverAborted } from '../../../../src/core/abort.ts'
import { withInstances } from './instances.ts'

withInstances('the store in Redis', ({ instance, raw }) => {
  test('returns to one instance what another has stored', async () => {
    const [one, two] = [await instance(), await instance()]
    const value = { text: 'Fog – “dense” 🌫', list: [1, null, { deep: true }] }
    await one.store.set('k', value, 60_000, neverAborted)
    await expect(two.store.get('k', neverAborted)).resolves.toEqual(value)
    await expect(two.store.get('another', neverAborted)).resolves.toBeNull()
  })

  test('drops a value after its expiry', async () => {
    const { store } = await instance()
    await store.set('k', 1, 5_000_000.4, neverAborted)
    const ttl = await raw().pttl('k')
    expect(ttl).toBeGreaterThan(4_000_000)
    expect(ttl).toBeLessThanOrEqual(5_000_001)
    await store.set('gone', 1, 0.1, neverAborted)
    await expect.poll(() => store.get('gone', neverAborted)).toBeNull()
  })

  test('rejects foreign entries without quoting them', async () => {
    const { store } = await instance()
    await raw().set('garbage', 'a secret, and not JSON')
    await raw().hset('hash', 'a', 1)
    await expect(store.get('garbage', neverAborted)).rejects.toThrow(/^an entry that is not JSON$/)
    await expect(store.get('hash', neverAborted)).rejects.toThrow(/WRONGTYPE/)
  })

  test('neither writes nor reads an entry that is too large', async () => {
    const { store } = await instance()
    const large = 'x'.repeat(2_000_000)
    await expect(store.set('k', large, 60_000, neverAborted)).rejects.toThrow(/more than 2000000 bytes/)
    await raw().set('k', JSON.stringify(large))
    await expect(store.get('k', neverAborted)).rejects.toThrow(/more than 2000000 bytes/)
    const fits = 'x'.repeat(1_999_998)
    await store.set('k', fits, 60_000, neverAborted)
    await expect(store.get('k', neverAborted)).resolves.toBe(fits)
  })

  test('ends a wait with the reason of its signal', async () => {
    const { store } = await instance()
    const reason = new Error('left')
    await expect(store.get('k', AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})
