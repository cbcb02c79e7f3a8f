// What instances share, against a real Redis. Each instance here has connections of its own, as each process has.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { neverAborted } from '../../../../src/core/abort.ts'
import { systemClock } from '../../../../src/core/clock.ts'
import { createConnection } from '../../../../src/runtime/node/redis/connection.ts'
import type { LinkChange } from '../../../../src/runtime/node/redis/link.ts'
import { createShared, type Shared } from '../../../../src/runtime/node/redis/redis.ts'
import type { Acquisition } from '../../../../src/runtime/runtime.ts'
import { noRedis, type RedisServer, startRedis } from '../../../support/redis-server.ts'

describe.skipIf(noRedis)(`with a real Redis${noRedis ? ` (${noRedis})` : ''}`, () => {
  let server: RedisServer
  let opened: Shared[]
  let raw: ReturnType<typeof createConnection>

  beforeAll(async () => {
    server = await startRedis()
    raw = createConnection({ url: server.url, clock: systemClock, name: 'tests' })
    await raw.connect()
  })
  afterAll(async () => {
    raw.disconnect()
    await server.close()
  })
  beforeEach(async () => {
    opened = []
    await raw.flushall()
  })
  afterEach(() => {
    for (const shared of opened) shared.close()
  })

  /** An instance that is connected. */
  async function instance(leaseMs?: number): Promise<Shared> {
    const shared = await new Promise<Shared>((resolve) => {
      const tell = ({ isUp }: LinkChange): void => {
        if (isUp) resolve(made)
      }
      // Patient: the machine that runs the tests may be busy.
      const own = { patienceMs: 10_000, ...(leaseMs && { leaseMs }) }
      const made = createShared({ url: server.url, clock: systemClock, tell, ...own })
    })
    opened.push(shared)
    return shared
  }

  const acquire = (shared: Shared, wish: { followed?: string; unusable?: string; now?: number } = {}) =>
    shared.flights.acquire('k', { now: 0, ...wish }, neverAborted)
  const tokenOf = (acquisition: Acquisition): string => ('token' in acquisition ? acquisition.token : '')

  describe('the store', () => {
    test('gives back to one instance what another has kept', async () => {
      const [one, two] = [await instance(), await instance()]
      const value = { text: 'Fog – “dense” 🌫', list: [1, null, { deep: true }] }
      await one.store.set('k', value, 60_000, neverAborted)
      await expect(two.store.get('k', neverAborted)).resolves.toEqual(value)
      await expect(two.store.get('another', neverAborted)).resolves.toBeNull()
    })

    test('forgets a value after its time', async () => {
      const { store } = await instance()
      await store.set('k', 1, 5_000.4, neverAborted)
      const ttl = await raw.pttl('k')
      expect(ttl).toBeGreaterThan(4_000)
      expect(ttl).toBeLessThanOrEqual(5_001)
      await store.set('gone', 1, 0.1, neverAborted)
      await expect.poll(() => store.get('gone', neverAborted)).toBeNull()
    })

    test('rejects, without repeating it, what others have written there', async () => {
      const { store } = await instance()
      await raw.set('garbage', 'a secret, and not JSON')
      await raw.hset('hash', 'a', 1)
      await expect(store.get('garbage', neverAborted)).rejects.toThrow(/^an entry that is not JSON$/)
      await expect(store.get('hash', neverAborted)).rejects.toThrow(/WRONGTYPE/)
    })

    test('neither writes nor reads what is too large', async () => {
      const { store } = await instance()
      const large = 'x'.repeat(2_000_000)
      await expect(store.set('k', large, 60_000, neverAborted)).rejects.toThrow(/more than 2000000 bytes/)
      await raw.set('k', JSON.stringify(large))
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

  describe('leases', () => {
    test('one of many has it, the others follow', async () => {
      const all = await Promise.all(Array.from({ length: 5 }, () => instance()))
      const acquisitions = await Promise.all(all.map((shared) => acquire(shared)))
      const roles = acquisitions.map(({ role }) => role).toSorted()
      expect(roles).toEqual(['follower', 'follower', 'follower', 'follower', 'leader'])
      expect(new Set(acquisitions.map(tokenOf)).size).toBe(1)
    })

    test('tokens grow, also when Redis has forgotten everything', async () => {
      const { flights } = await instance()
      const shared = opened[0] as Shared
      const tokens: number[] = []
      for (let i = 0; i < 50; i++) {
        const token = tokenOf(await acquire(shared))
        tokens.push(Number(token))
        await flights.release('k', token, neverAborted)
        if (i === 25) await raw.flushall()
      }
      for (const [i, token] of tokens.entries()) if (i > 0) expect(token).toBeGreaterThan(tokens[i - 1] ?? 0)
    })

    test('what is landed wakes those who listen, and is theirs; newcomers get it while it is fresh', async () => {
      const [one, two] = [await instance(), await instance()]
      const listener = two.flights.listen('k')
      const token = tokenOf(await acquire(one))
      expect(await acquire(two)).toMatchObject({ role: 'follower', token })
      const heard = listener.heard(60_000, neverAborted)
      await one.flights.publish('k', token, { value: 'fog', ttlMs: 5_000, freshUntil: 1_000 }, neverAborted)
      await heard
      listener.end()
      const landed = { role: 'published', token, value: 'fog' }
      expect(await acquire(two, { followed: token, now: 2_000 })).toEqual(landed)
      expect(await acquire(two, { now: 999 })).toEqual(landed)
      expect(await one.store.get('k', neverAborted)).toBe('fog')
      expect(await acquire(two, { now: 1_000 })).toMatchObject({ role: 'leader' })
    })

    test('what happened before it was listened for is heard as well, once', async () => {
      const { flights } = await instance()
      const shared = opened[0] as Shared
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
      const { flights } = await instance(20)
      const shared = opened[0] as Shared
      const old = tokenOf(await acquire(shared))
      await expect.poll(async () => (await acquire(shared)).role).toBe('leader')
      const landing = { value: 'old', ttlMs: 5_000, freshUntil: 9e15 }
      expect(await flights.publish('k', old, landing, neverAborted)).toBe(false)
      expect(await flights.fail('k', old, { code: 'old' }, 5_000, neverAborted)).toBe(false)
      expect(await flights.renew('k', old, neverAborted)).toBe(false)
      expect([await raw.exists('k'), await raw.hget('k:flight', 'failure')]).toEqual([0, null])
    })

    test('a lease that is renewed lasts, one that is not is taken over', async () => {
      const [one, two] = [await instance(1_000), await instance(1_000)]
      const token = tokenOf(await acquire(one))
      await raw.hset('k:flight', 'until', 0)
      expect(await one.flights.renew('k', token, neverAborted)).toBe(true)
      expect(await acquire(two)).toMatchObject({ role: 'follower', token })
      await raw.hset('k:flight', 'until', 0)
      const next = await acquire(two, { followed: token })
      expect([next.role, Number(tokenOf(next)) > Number(token)]).toEqual(['leader', true])
    })

    test('a failure is told to those who follow, and to newcomers for its time', async () => {
      const { flights } = await instance()
      const shared = opened[0] as Shared
      const token = tokenOf(await acquire(shared))
      expect(await flights.fail('k', token, { code: 'x' }, 60_000, neverAborted)).toBe(true)
      const failed = { role: 'failed', token, failure: { code: 'x' } }
      expect(await acquire(shared)).toEqual(failed)
      await raw.hset('k:flight', 'failedUntil', 0)
      expect(await acquire(shared, { followed: token })).toEqual(failed)
      expect(await acquire(shared, { followed: token, unusable: token })).toMatchObject({ role: 'leader' })
    })

    test('a lease that is given up is free at once, and only its holder gives it up', async () => {
      const [one, two] = [await instance(), await instance()]
      const token = tokenOf(await acquire(one))
      await two.flights.release('k', '1', neverAborted)
      expect(await acquire(two)).toMatchObject({ role: 'follower' })
      await one.flights.release('k', token, neverAborted)
      expect(await acquire(two)).toMatchObject({ role: 'leader' })
    })

    test('garbage where a value or a failure should be comes back as null, with its token', async () => {
      const { flights } = await instance()
      const shared = opened[0] as Shared
      const token = tokenOf(await acquire(shared))
      await flights.publish('k', token, { value: 1, ttlMs: 9_000, freshUntil: 9e15 }, neverAborted)
      await raw.set('k', 'garbage')
      expect(await acquire(shared)).toEqual({ role: 'published', token, value: null })
      await raw.del('k')
      expect(await acquire(shared)).toMatchObject({ role: 'leader' })
    })
  })

  test('a restarted Redis is used again, with scripts and listeners, and it is told', async () => {
    const changes: LinkChange[] = []
    const own = await startRedis()
    const shared = createShared({ url: own.url, clock: systemClock, tell: (change) => changes.push(change) })
    opened.push(shared)
    await expect.poll(() => shared.isUp).toBe(true)
    expect(await acquire(shared)).toMatchObject({ role: 'leader' })
    await own.kill()
    await expect.poll(() => shared.isUp).toBe(false)
    expect(await acquire(shared)).toEqual({ role: 'alone' })
    await expect(shared.store.get('k', neverAborted)).resolves.toBeNull()
    await expect(shared.store.set('k', 1, 1_000, neverAborted)).resolves.toBeUndefined()
    const wish = { spacingMs: 1, withinMs: 1 }
    await expect(shared.sharedRate.reserve('n', wish, neverAborted)).rejects.toThrow(/Redis is not used/)
    await own.restart()
    await expect.poll(() => shared.isUp).toBe(true)
    const token = tokenOf(await acquire(shared))
    const listener = shared.flights.listen('k')
    // The listener's own connection may be later than the other.
    await expect
      .poll(async () => {
        await shared.flights.release('k', token, neverAborted)
        const rest = new AbortController()
        const timer = setTimeout(() => rest.abort(), 50)
        return listener.heard(60_000, rest.signal).then(
          () => clearTimeout(timer) ?? 'heard',
          () => 'not yet',
        )
      })
      .toBe('heard')
    listener.end()
    expect(changes.map(({ isUp }) => isUp)).toEqual([true, false, true])
    await own.close()
  })

  test('a Redis that does not answer is left alone after a bounded wait, and used again when it does', async () => {
    const changes: LinkChange[] = []
    const own = await startRedis()
    const shared = createShared({ url: own.url, clock: systemClock, tell: (change) => changes.push(change) })
    opened.push(shared)
    await expect.poll(() => shared.isUp).toBe(true)
    own.freeze()
    const caught: unknown[] = []
    // What was sent before it was noticed waits; its caller's signal bounds that.
    shared.store.get('k', neverAborted).catch((error: unknown) => caught.push(error))
    await expect.poll(() => shared.isUp).toBe(false)
    await expect(shared.store.get('k', neverAborted)).resolves.toBeNull()
    own.thaw()
    await expect.poll(() => shared.isUp).toBe(true)
    expect(changes.map(({ isUp, reason }) => [isUp, reason])).toEqual([
      [true, ''],
      [false, 'no answer within 100 ms'],
      [true, ''],
    ])
    await own.close()
  })

  test('a Redis that answers, but too slowly, is left alone until it is quick again', async () => {
    const own = await startRedis()
    const slow = await delayed(own.port)
    const changes: boolean[] = []
    const tell = ({ isUp }: LinkChange): void => void changes.push(isUp)
    const shared = createShared({ url: slow.url, clock: systemClock, tell })
    opened.push(shared)
    await expect.poll(() => shared.isUp).toBe(true)
    slow.delayMs = 400
    await expect(shared.store.get('k', neverAborted)).resolves.toBeNull()
    expect(changes).toEqual([true, false])
    // Whoever asks now does not wait.
    expect(await acquire(shared)).toEqual({ role: 'alone' })
    slow.delayMs = 0
    await expect.poll(() => shared.isUp).toBe(true)
    expect(await acquire(shared)).toMatchObject({ role: 'leader' })
    shared.close()
    slow.close()
    await own.close()
  })
})

/** A way to a Redis that takes its time: each piece is passed on after the delay. */
async function delayed(port: number): Promise<{ url: string; delayMs: number; close(): void }> {
  const sockets = new Set<Socket>()
  const way = { url: '', delayMs: 0, close: () => {} }
  const server = createServer((client) => {
    const redis = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => {})
      from.on('close', () => to.destroy())
      from.on('data', (chunk) => void setTimeout(() => to.writable && to.write(chunk), way.delayMs))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  way.url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`
  way.close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return way
}
