// A Redis that goes away, hangs or is slow. The clock of the instance stands still: only the test makes an answer late.
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { neverAborted } from '../../../../src/core/abort.ts'
import { listen } from '../../../support/listen.ts'
import { openRaw, type RedisServer, startRedis } from '../../../support/redis-server.ts'
import { describeRedis } from '../../../support/with-redis.ts'
import { acquire, isListenedTo, open } from './instances.ts'

describeRedis('the link to Redis', () => {
  let server: RedisServer
  let ends: (() => unknown)[]
  beforeEach(async () => {
    server = await startRedis()
    ends = [server.close]
  })
  afterEach(async () => {
    for (const end of ends.toReversed()) await end()
  })

  /** An instance that uses its Redis. */
  async function connected(url: string) {
    const instance = open(url)
    ends.push(instance.shared.close)
    const isUp = (expected: boolean): Promise<void> => expect.poll(() => instance.shared.isUp).toBe(expected)
    await isUp(true)
    return { ...instance, isUp }
  }

  test('a restarted Redis is used again, with scripts and listeners', async () => {
    const { shared, changes, isUp } = await connected(server.url)
    expect(await acquire(shared)).toMatchObject({ role: 'leader' })
    await server.kill()
    await isUp(false)
    expect(await acquire(shared)).toEqual({ role: 'alone' })
    await expect(shared.store.get('k', neverAborted)).resolves.toBeNull()
    await expect(shared.store.set('k', 1, 1_000, neverAborted)).resolves.toBeUndefined()
    const wish = { spacingMs: 1, withinMs: 1 }
    await expect(shared.sharedRate.reserve('n', wish, neverAborted)).rejects.toThrow(/Redis is not used/)
    await server.restart()
    await isUp(true)
    const raw = await openRaw(server)
    ends.push(() => raw.disconnect())
    await isListenedTo(raw, 1)
    const acquisition = await acquire(shared)
    const listener = shared.flights.listen('k')
    await shared.flights.release('k', 'token' in acquisition ? acquisition.token : '', neverAborted)
    await listener.heard(1, neverAborted)
    listener.end()
    expect(changes.map(({ isUp }) => isUp)).toEqual([true, false, true])
  })

  test('a Redis that does not answer is not used after a bounded wait, until it answers again', async () => {
    const { shared, clock, changes, isUp } = await connected(server.url)
    server.freeze()
    // What was sent before it was noticed waits; its caller's signal bounds that.
    shared.store.get('k', neverAborted).catch(() => {})
    await clock.advance(100)
    expect(changes.map(({ isUp, reason }) => [isUp, reason])).toEqual([
      [true, ''],
      [false, 'no answer within 100 ms'],
    ])
    await expect(shared.store.get('k', neverAborted)).resolves.toBeNull()
    server.thaw()
    await isUp(true)
  })

  test('a Redis that answers too slowly is not used until it is fast again', async () => {
    const way = await gate(server.port)
    ends.push(way.close)
    const { shared, clock, isUp } = await connected(way.url)
    way.hold()
    const late = shared.store.get('k', neverAborted)
    // Too late for the command, and for the probe that follows it.
    await clock.advance(100)
    await clock.advance(101)
    way.release()
    await expect(late).resolves.toBeNull()
    expect(shared.isUp).toBe(false)
    // A caller does not wait for the next probe.
    expect(await acquire(shared)).toEqual({ role: 'alone' })
    await expect.poll(() => clock.timers).toBeGreaterThan(0)
    await clock.advance(250)
    await isUp(true)
    expect(await acquire(shared)).toMatchObject({ role: 'leader' })
  })
})

/** A way to a Redis on which answers can be held. */
async function gate(port: number) {
  const sockets = new Set<Socket>()
  let held: (() => void)[] | null = null
  const server = createServer((client) => {
    const redis = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => {})
      from.on('close', () => to.destroy())
    }
    client.on('data', (chunk) => redis.write(chunk))
    redis.on('data', (chunk) => {
      const pass = (): void => void (client.writable && client.write(chunk))
      if (held) held.push(pass)
      else pass()
    })
  })
  const own = await listen(server)
  return {
    url: `redis://127.0.0.1:${own}`,
    hold() {
      held = []
    },
    release() {
      for (const pass of held ?? []) pass()
      held = null
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
