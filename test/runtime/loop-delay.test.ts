import { expect, test } from 'vitest'
import { createLoopDelay } from '../../src/runtime/loop-delay.ts'

/** A clock whose timers run when the test says so, however late. */
function createLateTimers() {
  const pending: (() => void)[] = []
  const timers = {
    at: 0,
    elapsed: () => timers.at,
    after(_ms: number, run: () => void) {
      pending.push(run)
      return () => {}
    },
  }
  return { timers, pending, run: () => pending.shift()?.() }
}

test('returns how late the timer of the previous call ran', () => {
  const { timers, run } = createLateTimers()
  const delayMs = createLoopDelay(timers)
  expect(delayMs()).toBe(null)
  timers.at = 20
  run()
  expect(delayMs()).toBe(0)
  timers.at = 165
  run()
  expect(delayMs()).toBe(125)
})

test('counts a timer that is overdue with its delay so far', () => {
  const { timers } = createLateTimers()
  const delayMs = createLoopDelay(timers)
  delayMs()
  timers.at = 15
  expect(delayMs()).toBe(null)
  timers.at = 320
  expect(delayMs()).toBe(300)
})

test('sets one timer per call at most, and none without a call', () => {
  const { timers, pending, run } = createLateTimers()
  const delayMs = createLoopDelay(timers)
  expect(pending).toHaveLength(0)
  delayMs()
  delayMs()
  expect(pending).toHaveLength(1)
  run()
  expect(pending).toHaveLength(0)
})
