import { expect, test } from 'vitest'
import { neverAborted } from '../../../../src/core/abort.ts'
import type { Acquisition } from '../../../../src/runtime/runtime.ts'
import { acquire, withInstances } from './instances.ts'

const tokenOf = (acquisition: Acquisition): string => ('token' in acquisition ? acquisition.token : '')

withInstances('leases in Redis', ({ instance, raw }) => {
  test('one instance gets the lease, the others follow', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => instance()))
    const acquisitions = await Promise.all(all.map((shared) => acquire(shared)))
    const roles = acquisitions.map(({ role }) => role).toSorted()
    expect(roles).toEqual(['follower', 'follower', 'follower', 'follower', 'leader'])
    expect(new Set(acquisitions.map(tokenOf)).size).toBe(1)
  })

  test('tokens grow, even after Redis has lost its data', async () => {
    const shared = await instance()
    const { flights } = shared
    const tokens: number[] = []
    for (let i = 0; i < 50; i++) {
      const token = tokenOf(await acquire(shared))
      tokens.push(Number(token))
      await flights.release('k', token, neverAborted)
      if (i === 25) await raw().flushall()
    }
    for (const [i, token] of tokens.entries()) if (i > 0) expect(token).toBeGreaterThan(tokens[i - 1] ?? 0)
  })

  test('a published value wakes its followers; new callers get it while it is fresh', async () => {
    const [one, two] = [await instance(), await instance()]
    const listener = two.flights.listen('k')
    const token = tokenOf(await acquire(one))
    expect(await acquire(two)).toMatchObject({ role: 'follower', token })
    const heard = listener.heard(60_000, neverAborted)
    await one.flights.publish('k', token, { value: 'fog', ttlMs: 600_000, freshUntil: 1_000 }, neverAborted)
    await heard
    listener.end()
    const published = { role: 'published', token, value: 'fog' }
    expect(await acquire(two, { followed: token, now: 2_000 })).toEqual(published)
    expect(await acquire(two, { now: 999 })).toEqual(published)
    expect(await one.store.get('k', neverAborted)).toBe('fog')
    expect(await acquire(two, { now: 1_000 })).toMatchObject({ role: 'leader' })
  })

  test('a change before the subscription is received too, once', async () => {
    const shared = await instance()
    const { flights } = shared
    const listener = flights.listen('k')
    await flights.release('k', tokenOf(await acquire(shared)), neverAborted)
    await listener.heard(60_000, neverAborted)
    const controller = new AbortController()
    const again = listener.heard(60_000, controller.signal)
    controller.abort(new Error('left'))
    await expect(again).rejects.toThrow('left')
    listener.end()
  })

  test('a write with an older token than the newest is refused', async () => {
    const shared = await instance()
    const { flights } = shared
    const old = tokenOf(await acquire(shared))
    await raw().hset('k:flight', 'until', 0)
    expect((await acquire(shared)).role).toBe('leader')
    const landing = { value: 'old', ttlMs: 600_000, freshUntil: 9e15 }
    expect(await flights.publish('k', old, landing, neverAborted)).toBe(false)
    expect(await flights.fail('k', old, { code: 'old' }, 5_000, neverAborted)).toBe(false)
    expect(await flights.renew('k', old, neverAborted)).toBe(false)
    expect([await raw().exists('k'), await raw().hget('k:flight', 'failure')]).toEqual([0, null])
  })

  test('a renewed lease lasts, an expired one is taken over', async () => {
    const [one, two] = [await instance(), await instance()]
    const token = tokenOf(await acquire(one))
    await raw().hset('k:flight', 'until', 0)
    expect(await one.flights.renew('k', token, neverAborted)).toBe(true)
    expect(await acquire(two)).toMatchObject({ role: 'follower', token })
    await raw().hset('k:flight', 'until', 0)
    const next = await acquire(two, { followed: token })
    expect([next.role, Number(tokenOf(next)) > Number(token)]).toEqual(['leader', true])
  })

  test('a failure is passed to followers, and to new callers for its time', async () => {
    const shared = await instance()
    const { flights } = shared
    const token = tokenOf(await acquire(shared))
    expect(await flights.fail('k', token, { code: 'x' }, 60_000, neverAborted)).toBe(true)
    const failed = { role: 'failed', token, failure: { code: 'x' } }
    expect(await acquire(shared)).toEqual(failed)
    await raw().hset('k:flight', 'failedUntil', 0)
    expect(await acquire(shared, { followed: token })).toEqual(failed)
    expect(await acquire(shared, { followed: token, unusable: token })).toMatchObject({ role: 'leader' })
  })

  test('a released lease is free at once, and only its holder can release it', async () => {
    const [one, two] = [await instance(), await instance()]
    const token = tokenOf(await acquire(one))
    await two.flights.release('k', '1', neverAborted)
    expect(await acquire(two)).toMatchObject({ role: 'follower' })
    await one.flights.release('k', token, neverAborted)
    expect(await acquire(two)).toMatchObject({ role: 'leader' })
  })

  test('an unreadable value or failure is null, with its token', async () => {
    const shared = await instance()
    const { flights } = shared
    const token = tokenOf(await acquire(shared))
    await flights.publish('k', token, { value: 1, ttlMs: 600_000, freshUntil: 9e15 }, neverAborted)
    await raw().set('k', 'garbage')
    expect(await acquire(shared)).toEqual({ role: 'published', token, value: null })
    await raw().del('k')
    expect(await acquire(shared)).toMatchObject({ role: 'leader' })
  })
})
