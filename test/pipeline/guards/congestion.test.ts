import { expect, test } from 'vitest'
import { createCongestion } from '../../../src/pipeline/guards/congestion.ts'

const setUp = (patienceMs = 1_000) => {
  const state = { at: 0 }
  const clock = { elapsed: () => state.at }
  const congestion = createCongestion({ clock, patienceMs })
  return { state, congestion }
}

test('a queue lasts once somebody has waited for as long as patience goes', () => {
  const { state, congestion } = setUp()
  congestion.note(true)
  state.at = 999
  expect(congestion.isLasting()).toBe(false)
  state.at = 1_000
  expect(congestion.isLasting()).toBe(true)
})

test('a queue that is there for a fifth of the time never lasts', () => {
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

test('a queue with a gap now and then goes on lasting; one that is gone for as long as patience does not', () => {
  const { state, congestion } = setUp()
  for (let round = 0; round < 50; round++) {
    congestion.note(true)
    state.at += 190
    congestion.note(false)
    state.at += 10
  }
  expect(congestion.isLasting()).toBe(true)
  state.at += 1_000
  expect(congestion.isLasting()).toBe(false)
})

test('with endless patience nothing lasts', () => {
  const { state, congestion } = setUp(Number.POSITIVE_INFINITY)
  congestion.note(true)
  state.at = 1e9
  expect(congestion.isLasting()).toBe(false)
})
