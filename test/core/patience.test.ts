import { expect, test } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import { afterAwake, withPatience } from '../../src/core/patience.ts'
import { listenersOn } from '../support/context.ts'
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts'

/** A clock whose timers fire late by what it is told, one after the other. */
function lateClock(clock: VirtualClock, ...lateMs: number[]) {
  return {
    elapsed: clock.elapsed,
    after: (ms: number, run: () => void) => clock.after(ms + (lateMs.shift() ?? 0), run),
  }
}

test('patience ends on time while the process is awake', async () => {
  const clock = createVirtualClock()
  const ended: number[] = []
  afterAwake(clock, 100, () => ended.push(clock.elapsed()))
  await clock.advance(1_000)
  expect([ended, clock.timers]).toEqual([[100], 0])
})

test('after a stall of the process, the full time is granted again', async () => {
  const clock = createVirtualClock()
  const ended: number[] = []
  afterAwake(lateClock(clock, 300), 100, () => ended.push(clock.elapsed()))
  await clock.advance(1_000)
  expect(ended).toEqual([500])
})

test('the time of a process that stalls repeatedly ends too', async () => {
  const clock = createVirtualClock()
  const ended: number[] = []
  afterAwake(lateClock(clock, ...Array.from({ length: 50 }, () => 100)), 100, () =>
    ended.push(clock.elapsed()),
  )
  await clock.advance(100_000)
  expect(ended).toEqual([1_000])
})

test('it can be cancelled at any time', async () => {
  const clock = createVirtualClock()
  const cancel = afterAwake(lateClock(clock, 300), 100, () => expect.unreachable())
  await clock.advance(450)
  cancel()
  await clock.advance(1_000)
  expect(clock.timers).toBe(0)
})

test('work that takes too long is aborted, and its waiter is released', async () => {
  const clock = createVirtualClock()
  const controller = new AbortController()
  let end: AbortSignal = neverAborted
  const waiting = withPatience(
    clock,
    100,
    (signal) => {
      end = signal
      return new Promise<never>(() => {})
    },
    controller.signal,
  )
  waiting.catch(() => {})
  await clock.advance(100)
  await expect(waiting).rejects.toThrow('no answer within 100 ms')
  expect([end.aborted, listenersOn(controller.signal), clock.timers]).toEqual([true, 0, 0])
})
