// Instances of a deployment that share a real Redis. Each has connections of its own, as each process has.
import type { Redis } from 'ioredis'
import { afterEach, beforeEach, expect } from 'vitest'
import { neverAborted } from '../../../../src/core/abort.ts'
import type { LinkChange } from '../../../../src/runtime/node/redis/link.ts'
import { createShared, type Shared } from '../../../../src/runtime/node/redis/redis.ts'
import type { Acquisition } from '../../../../src/runtime/runtime.ts'
import { createVirtualClock } from '../../../support/virtual-clock.ts'
import { describeRedis, oneRedis } from '../../../support/with-redis.ts'

export interface Instances {
  /** A connection of the test itself. */
  raw(): Redis
  /** An instance whose two connections are ready. Its leases last ten minutes. */
  instance(): Promise<Shared>
}

/** Tests with one Redis, emptied for each; skipped where there is none. */
export function withInstances(name: string, declare: (instances: Instances) => void): void {
  describeRedis(name, () => {
    const { server, raw } = oneRedis()
    let opened: Shared[]
    beforeEach(async () => {
      opened = []
      await raw().flushall()
      await isListenedTo(raw(), 0)
    })
    afterEach(() => {
      for (const shared of opened) shared.close()
    })
    declare({
      raw,
      async instance() {
        const { shared } = open(server().url, 120_000)
        opened.push(shared)
        await expect.poll(() => shared.isUp).toBe(true)
        await isListenedTo(raw(), opened.length)
        return shared
      },
    })
  })
}

/** Begins to connect an instance whose clock stands still: no answer is ever overdue. */
export function open(url: string, timeoutMs = 100) {
  const clock = createVirtualClock()
  const changes: LinkChange[] = []
  const tell = (change: LinkChange): void => void changes.push(change)
  const shared = createShared({ url, timeoutMs, clock, tell })
  return { shared, clock, changes }
}

/** Waits until this many instances have subscribed: what is published before is lost to them. */
export const isListenedTo = (raw: Redis, count: number): Promise<void> =>
  expect.poll(async () => (await raw.pubsub('NUMSUB', 'tributary:v1:flights'))[1]).toBe(count)

export const acquire = (
  shared: Shared,
  wish: { followed?: string; unusable?: string; now?: number } = {},
): Promise<Acquisition> => shared.flights.acquire('k', { now: 0, ...wish }, neverAborted)
