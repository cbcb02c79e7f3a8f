import { expect, test } from 'vitest'
import { createCongestion } from '../../../src/pipeline/guards/congestion.ts'

const setUp = (patienceMs = 1_000) => {
  const state = { at: 0 }
  const clock = { elapsed: () => state.at }
  const congestion = createCongestion(clock, patienceMs)
  return { state, congestion }
}

test('an empty queue is not congested, however long it has been empty', () => {
  const { state, congestion } = setUp()
  state.at = 5_000
  expect(congestion.isLasting()).toBe(false)
})

test('a queue is congested once it has had a waiter for as long as patience', () => {
  const { state, congestion } = setUp()
  congestion.note(true)
  state.at = 999
  expect(congestion.isLasting()).toBe(false)
  state.at = 1_000
  expect(congestion.isLasting()).toBe(true)
})

test('a queue that has waiters for a fifth of the time is never congested', () => {
  const { state, congestion } = setUp()
  const seen = new Set<boolean>()
  for (let round = 0; round < 200; round++) {
    congestion.note(true)
    state.at += 40
    seen.add(congestion.isLasting())
    congestion.note(false)
    state.at += 160
  }
  expect(seen).toEqual(new Set([false]))
})

test('congestion clears only after a quiet time as long as patience', () => {
  const { state, congestion } = setUp()
  congestion.note(true)
  state.at = 1e6
  congestion.note(false)
  state.at += 999
  expect(congestion.isLasting()).toBe(true)
  state.at += 1
  expect(congestion.isLasting()).toBe(false)
})

test('a queue that is empty for a moment now and then stays congested', () => {
  const { state, congestion } = setUp()
  for (let round = 0; round < 50; round++) {
    congestion.note(true)
    state.at += 190
    congestion.note(false)
    state.at += 10
  }
  expect(congestion.isLasting()).toBe(true)
})

test('with infinite patience no queue is congested', () => {
  const { state, congestion } = setUp(Number.POSITIVE_INFINITY)
  congestion.note(true)
  state.at = 1e9
  expect(congestion.isLasting()).toBe(false)
})
