import fc from 'fast-check'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/core/clock.ts'
import { createContext } from '../support/context.ts'
import { share } from '../support/effort.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

test('a wait ends at its time and not before', async () => {
  const clock = createVirtualClock()
  const ctx = createContext(clock)
  let over = false
  void clock.wait(100, ctx.signal).then(() => {
    over = true
  })
  await clock.advance(99)
  expect(over).toBe(false)
  await clock.advance(1)
  expect(over).toBe(true)
  expect([clock.timers, ctx.listeners]).toEqual([0, 0])
})

test('a wait ends with the reason of its signal and leaves neither timer nor listener', async () => {
  const clock = createVirtualClock()
  const ctx = createContext(clock)
  const wait = clock.wait(100, ctx.signal)
  ctx.abort('enough')
  await expect(wait).rejects.toBe('enough')
  expect([clock.timers, ctx.listeners]).toEqual([0, 0])
})

test('a wait on an ended signal sets no timer', async () => {
  const clock = createVirtualClock()
  const ctx = createContext(clock)
  ctx.abort('enough')
  await expect(clock.wait(100, ctx.signal)).rejects.toBe('enough')
  expect(clock.timers).toBe(0)
})

test('the real clock counts forwards, cancels and draws below one', async () => {
  const before = systemClock.elapsed()
  const cancel = systemClock.after(0, () => expect.unreachable('it was cancelled'))
  cancel()
  await systemClock.wait(1, new AbortController().signal)
  expect(systemClock.elapsed()).toBeGreaterThan(before)
  expect(systemClock.random()).toBeLessThan(1)
  expect(systemClock.now()).toBeGreaterThan(Date.UTC(2024, 0))
})

test('the virtual clock runs timers in order of their time, each at its own instant', async () => {
  const delays = fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(delays, async (waits) => {
      const clock = createVirtualClock()
      const seen: number[] = []
      for (const ms of waits) clock.after(ms, () => seen.push(clock.elapsed()))
      await clock.advance(1_000)
      expect(seen).toEqual(waits.toSorted((a, b) => a - b))
    }),
    { numRuns: share(30) },
  )
})
