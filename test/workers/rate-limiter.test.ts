import { evictDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'

const wish = { spacingMs: 60_000, withinMs: 600_000 }
const limiterOf = (name: string) => env.RATE_LIMITER.getByName(name)

test('concurrent callers get turns one spacing apart', async () => {
  const limiter = limiterOf('apart')
  const booked = await Promise.all(Array.from({ length: 5 }, () => limiter.reserve(wish)))
  const waits = booked.map(({ waitMs }) => waitMs).sort((a, b) => a - b)
  expect(booked.every(({ isReserved }) => isReserved)).toBe(true)
  for (const [index, waitMs] of waits.entries()) {
    expect(Math.round(waitMs / wish.spacingMs)).toBe(index)
  }
})

test('a reservation that would be too late is not made; the next caller that can wait gets the instant', async () => {
  const limiter = limiterOf('late')
  await limiter.reserve(wish)
  expect((await limiter.reserve({ ...wish, withinMs: 1_000 })).isReserved).toBe(false)
  expect((await limiter.reserve(wish)).waitMs).toBeLessThanOrEqual(wish.spacingMs)
})

test('each upstream has its own reservations', async () => {
  await limiterOf('one').reserve(wish)
  expect((await limiterOf('other').reserve(wish)).waitMs).toBe(0)
})

test('reservations survive the object that made them', async () => {
  const limiter = limiterOf('evicted')
  await limiter.reserve(wish)
  await evictDurableObject(limiter)
  expect((await limiter.reserve({ ...wish, withinMs: 0 })).isReserved).toBe(false)
})

test('no instant is reserved before the end of a pause that the upstream asked for', async () => {
  const limiter = limiterOf('held')
  await limiter.hold(300_000)
  await limiter.hold(1_000)
  const { waitMs } = await limiter.reserve(wish)
  expect(waitMs).toBeGreaterThan(200_000)
})
