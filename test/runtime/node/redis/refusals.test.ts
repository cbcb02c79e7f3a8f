// A Redis that can be reached and still cannot be used: it refuses to write, or has no such database.
import type { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { neverAborted } from '../../../../src/core/abort.ts'
import { type Clock, systemClock } from '../../../../src/core/clock.ts'
import { createConnection } from '../../../../src/runtime/node/redis/connection.ts'
import { createLink, type Link, type LinkChange, refusalOf } from '../../../../src/runtime/node/redis/link.ts'
import { openRaw, type RedisServer, startRedis } from '../../../support/redis-server.ts'
import { describeRedis } from '../../../support/with-redis.ts'

/** The pauses between probes pass 50 times as fast. */
const fastClock: Clock = {
  ...systemClock,
  after: (ms, run) => systemClock.after(ms / 50, run),
}

test.each([
  ["READONLY You can't write against a read only replica. script: 5c0d", 'READONLY'],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'OOM'],
  ['ERR DB index is out of range', 'database'],
  ['NOAUTH Authentication required.', 'NOAUTH'],
  ['connect ECONNREFUSED 127.0.0.1:6379', null],
])('%s is %s', (text, cause) => {
  expect(refusalOf(new Error(text))).toBe(cause)
})

describeRedis('with a real Redis', () => {
  let server: RedisServer
  let admin: Redis
  let link: Link
  let changes: LinkChange[]
  beforeEach(async () => {
    server = await startRedis()
    admin = await openRaw(server)
    changes = []
  })
  afterEach(async () => {
    link.close()
    admin.disconnect()
    await server.close()
  })

  const open = (url: string): Link => {
    const redis = createConnection({ url, clock: systemClock, name: 'tests' })
    link = createLink({ redis, clock: fastClock, timeoutMs: 500_000, tell: (change) => changes.push(change) })
    redis.connect().catch(() => {})
    return link
  }
  const causes = (): string[] => changes.map(({ cause }) => cause)
  const write = () => link.run((redis) => redis.set('k', 'v'), neverAborted)

  test.each([
    ['OOM', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
    ['READONLY', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
  ])('%s is reported by name, reading continues, and the end is reported too', async (cause, begin, end) => {
    open(server.url)
    await expect.poll(causes).toEqual([''])
    await admin.call(...(begin as [string, ...string[]]))
    await expect(write()).rejects.toThrow(cause)
    expect(changes.at(-1)).toMatchObject({ isUp: false, cause, reason: expect.stringContaining(cause) })
    await expect.poll(() => link.run((redis) => redis.get('k'), neverAborted).catch(() => 'away')).toBeNull()
    await admin.call(...(end as [string, ...string[]]))
    await expect.poll(causes).toEqual(['', cause, ''])
    await expect(write()).resolves.toBe('OK')
  })

  test('a missing database is never replaced by another one', async () => {
    open(`${server.url}/16`)
    await expect.poll(causes).toEqual(['database'])
    expect(changes[0]?.reason).toContain('DB index is out of range')
    await expect(write()).rejects.toThrow('DB index is out of range')
    expect([link.isUp, await admin.dbsize()]).toEqual([false, 0])
    // Neither does it come up by trying again.
    const { redis } = link
    for (let closed = 0; closed < 2; closed++)
      await new Promise<void>((resolve) => {
        redis.once('close', resolve)
      })
    expect([link.isUp, causes()]).toEqual([false, ['database']])
  })
})
