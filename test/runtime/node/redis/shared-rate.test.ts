// The turns of a deployment, booked by the scripts that are shipped, in a real Redis, by the test's own time.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { neverAborted } from '../../../../src/core/abort.ts'
import { systemClock } from '../../../../src/core/clock.ts'
import { AppError } from '../../../../src/core/errors.ts'
import { createRate } from '../../../../src/pipeline/guards/rate.ts'
import { createLink, type Link } from '../../../../src/runtime/node/redis/link.ts'
import { createRedisRate } from '../../../../src/runtime/node/redis/shared-rate.ts'
import { createScope, type SharedRate } from '../../../../src/runtime/runtime.ts'
import { createContext } from '../../../support/context.ts'
import { hangMs } from '../../../support/eventually.ts'
import { through } from '../../../support/guard-contract.ts'
import { patientConnection, type RedisServer, startRedis } from '../../../support/redis-server.ts'
import { createRandom, createVirtualClock } from '../../../support/virtual-clock.ts'
import { describeRedis } from '../../../support/with-redis.ts'

describeRedis('with a real Redis', () => {
  let server: RedisServer
  let link: Link

  beforeAll(async () => {
    server = await startRedis()
    const redis = patientConnection(server)
    await new Promise<void>((resolve) => {
      link = createLink({ redis, clock: systemClock, timeoutMs: hangMs, tell: () => resolve() })
      redis.connect().catch(() => {})
    })
  })
  beforeEach(async () => {
    await link.redis.flushall()
  })
  afterAll(async () => {
    link.close()
    await server.close()
  })

  function at(startsAt = 1_000_000) {
    const time = { now: startsAt }
    const rate = createRedisRate(link, { now: () => time.now })
    const reserve = (wish: { spacingMs: number; withinMs: number; slackMs?: number }) =>
      rate.reserve('n', wish, neverAborted)
    return { time, rate, reserve }
  }

  test('reservations are one spacing apart, and one too far ahead is reported but not made', async () => {
    const { time, reserve } = at()
    const wish = { spacingMs: 1_000, withinMs: 2_500 }
    const booked = [await reserve(wish), await reserve(wish), await reserve(wish), await reserve(wish)]
    expect(booked.map(({ waitMs, isReserved }) => [waitMs, isReserved])).toEqual([
      [0, true],
      [1_000, true],
      [2_000, true],
      [3_000, false],
    ])
    time.now += 10_000
    expect([await reserve(wish), await reserve(wish)].map(({ waitMs }) => waitMs)).toEqual([0, 1_000])
  })

  test('after a pause one burst may exceed the spacing', async () => {
    const { reserve } = at()
    const wish = { spacingMs: 500, withinMs: 10_000, slackMs: 1_000 }
    const waits: number[] = []
    for (let i = 0; i < 5; i++) waits.push((await reserve(wish)).waitMs)
    expect(waits).toEqual([0, 0, 0, 500, 1_000])
  })

  test('a hold delays every later reservation', async () => {
    const { rate, reserve } = at()
    await rate.hold('n', 5_000, neverAborted)
    await rate.hold('n', 1_000, neverAborted)
    const wish = { spacingMs: 1_000, withinMs: 10_000 }
    expect([await reserve(wish), await reserve(wish)].map(({ waitMs }) => waitMs)).toEqual([5_000, 6_000])
  })

  test('it uses the clock of Redis', async () => {
    const rate = createRedisRate(link)
    const wish = { spacingMs: 60_000, withinMs: 120_000 }
    await rate.reserve('n', wish, neverAborted)
    const { waitMs } = await rate.reserve('n', wish, neverAborted)
    expect(waitMs).toBeGreaterThan(30_000)
    expect(waitMs).toBeLessThanOrEqual(60_000)
    const ttls = await Promise.all((await link.redis.keys('*')).map((key) => link.redis.pttl(key)))
    expect(ttls.every((ttl) => ttl > 60_000)).toBe(true)
  })

  test('a spent quota blocks all reservations until it is renewed', async () => {
    const { time, rate, reserve } = at()
    const wish = { spacingMs: 1, withinMs: 100_000 }
    await rate.report('n', { remaining: 3, resetMs: 60_000 }, neverAborted)
    const waits: number[] = []
    for (let i = 0; i < 4; i++) waits.push((await reserve(wish)).waitMs)
    expect(waits.map((ms) => ms < 60_000)).toEqual([true, true, true, false])
    time.now += 61_000
    expect((await reserve(wish)).waitMs).toBeLessThan(10)
  })

  test('ten instances stay within the quota of the upstream, whatever is in flight', async () => {
    // Reddit as it is: a quota a window, counted where it is asked, told with each answer.
    const clock = createVirtualClock()
    const { time, rate } = at(0)
    const windowMs = 600_000
    const quota = 200
    let used = 0
    let window = -1
    let most = 0
    const upstream = (): { remaining: number; resetMs: number } => {
      const current = Math.floor(clock.elapsed() / windowMs)
      if (current !== window) used = 0
      window = current
      most = Math.max(most, ++used)
      return { remaining: quota - used, resetMs: windowMs - (clock.elapsed() % windowMs) }
    }
    const random = createRandom(7)
    let left = 3_000
    let refused = 0
    while (left > 0) {
      await clock.advance(random() * 400)
      time.now = clock.elapsed()
      const group = Math.min(left, 1 + Math.floor(random() * 10))
      left -= group
      const booked = await Promise.all(
        Array.from({ length: group }, () =>
          rate.reserve('reddit', { spacingMs: 100, slackMs: 3_000, withinMs: 3_000 }, neverAborted),
        ),
      )
      for (const { waitMs, isReserved } of booked) {
        if (!isReserved) refused++
        else
          clock.after(waitMs + random() * 100, () => {
            const said = upstream()
            clock.after(random() * 2_000, () => {
              time.now = clock.elapsed()
              void rate.report('reddit', said, neverAborted)
            })
          })
      }
      // Redis handles everything sent before time advances.
      await link.redis.ping()
    }
    expect(most).toBeLessThanOrEqual(quota)
    expect(most).toBeGreaterThan(quota / 2)
    expect(refused).toBeGreaterThan(0)
  })

  test('fifty instances, 24 hours: never more than one request in any second', async () => {
    const clock = createVirtualClock()
    // Time stands still while Redis is asked, apart from what the network takes.
    let asking = 0
    let slept = 0
    const idle = async (): Promise<void> => {
      do await clock.settle()
      while (asking > 0)
    }
    const random = createRandom(42)
    const shipped = createRedisRate(link, { now: () => clock.elapsed() })
    const shared: SharedRate = {
      ...shipped,
      async reserve(name, wish, signal) {
        asking++
        const reservation = await shipped.reserve(name, wish, signal).finally(() => asking--)
        // Up to 40 ms until the answer is there; now and then much more, and the turn is lost.
        slept++
        await clock.wait(random() < 0.02 ? 200 : random() * 40, signal)
        return reservation
      },
    }
    const starts: number[] = []
    const instances = Array.from({ length: 50 }, () => {
      const scope = createScope()
      const rate = createRate({ source: 'geocode', provider: 'nominatim', rps: 1, burst: 1, clock, shared })
      const call = through<string, object>([rate], async () => {
        starts.push(clock.elapsed())
        return {}
      })
      return async (): Promise<void> => {
        const ctx = createContext(clock, { scope, budgetMs: 5_000 })
        await call('k', ctx).catch((error: unknown) => {
          if (!(error instanceof AppError && error.code === 'overloaded')) throw error
        })
      }
    })
    const hourMs = 3_600_000
    const asked: Promise<void>[] = []
    let arrives = 0
    while (arrives < 24 * hourMs) {
      // Every sixth hour demand exceeds the rate, in the others not; each caller uses one of the fifty.
      const isBusy = Math.floor(arrives / hourMs) % 6 === 0
      arrives += -Math.log(1 - random()) * (isBusy ? 900 : 10_000)
      const instance = instances[Math.floor(random() * instances.length)]
      while (clock.elapsed() < arrives) {
        const next = Math.min(arrives, clock.nextDue ?? arrives)
        await clock.advance(next - clock.elapsed())
        await idle()
      }
      if (instance) asked.push(instance())
      await idle()
    }
    await clock.advance(10_000)
    await Promise.all(asked)
    const gaps = starts.slice(1).map((start, i) => start - (starts[i] ?? 0))
    expect(Math.min(...gaps.map((gap) => Math.round(gap * 1_000) / 1_000))).toBeGreaterThanOrEqual(1_000)
    // It is a limit and not a stop: the busy hours are used.
    expect(starts.length).toBeGreaterThan(15_000)
    expect(slept).toBeGreaterThan(starts.length)
  })
})
