import { expect, test } from 'vitest'
import { type Admission, createAdmission } from '../../src/http/admission.ts'
import { createRandom } from '../support/virtual-clock.ts'

const setUp = ({ max = 100, delayMs = 0 } = {}) => {
  const state = { at: 0, delayMs: delayMs as number | null }
  const clock = { elapsed: () => state.at, random: createRandom(7) }
  const admission = createAdmission({ clock, max, loopDelayMs: () => state.delayMs })
  return { state, admission }
}

/** So many requests in, one after the other; how many were admitted. */
const enterMany = (admission: Admission, count: number, path = '/v1/a'): number =>
  Array.from({ length: count }, () => admission.enter(path)).filter((refusal) => refusal === null).length

test('a burst is admitted up to the limit, and further requests are refused', () => {
  const { admission } = setUp({ max: 100 })
  expect(enterMany(admission, 150)).toBe(100)
  const refusal = admission.enter('/v1/a')
  expect(refusal?.error).toMatchObject({ code: 'overloaded', status: 503, retryAfterMs: 1_000 })
  expect(refusal?.headers).toEqual({
    'ratelimit-policy': '"in-flight";q=100;qu="concurrent-requests"',
    ratelimit: '"in-flight";r=0;t=1',
  })
  admission.leave('/v1/a', null)
  expect(admission.enter('/v1/a')).toBeNull()
})

test('a short delay of the event loop does not change the limit', () => {
  const { state, admission } = setUp({ delayMs: 500 })
  for (state.at = 0; state.at < 1_900; state.at += 100) admission.enter('/v1/a')
  expect(admission.view().limit).toBe(100)
})

test('a lasting delay of the event loop lowers the limit step by step to its minimum; the limit recovers afterwards', () => {
  const { state, admission } = setUp({ max: 1_000, delayMs: 500 })
  enterMany(admission, 600)
  const limits: number[] = []
  for (state.at = 0; state.at <= 6_000; state.at += 100) {
    admission.enter('/v1/a')
    limits.push(admission.view().limit)
  }
  expect(limits.slice(0, 20)).toEqual(Array(20).fill(1_000))
  expect(limits.at(-1)).toBe(64)
  state.delayMs = 1
  for (let look = 0; look < 60; look++) {
    state.at += 100
    admission.enter('/v1/a')
  }
  expect(admission.view().limit).toBe(1_000)
})

test('the limit is constant on a platform that cannot measure the event loop', () => {
  const { state, admission } = setUp()
  state.delayMs = null
  for (state.at = 0; state.at < 10_000; state.at += 100) admission.enter('/v1/a')
  expect(admission.view().limit).toBe(100)
})

test('an idle period does not count as a delay of the event loop', () => {
  const { state, admission } = setUp({ delayMs: 500 })
  admission.enter('/v1/a')
  state.at = 60_000
  admission.enter('/v1/a')
  expect(admission.view().limit).toBe(100)
})

/** Ends every admitted request at once: one in `served` gets through, the others are refused further in. */
const load = (
  { state, admission }: ReturnType<typeof setUp>,
  path: string,
  served: number,
  seconds: number,
) => {
  let admitted = 0
  let offered = 0
  for (let step = 0; step < seconds * 1_000; step++) {
    state.at++
    offered++
    if (admission.enter(path)) continue
    admission.leave(path, admitted % served === 0 ? null : 'overloaded')
    admitted++
  }
  return { offered, admitted }
}

test('requests to a route with a full upstream are refused early, except for twice as many as succeed', () => {
  const set = setUp({ max: 10_000 })
  const { state, admission } = set
  // The upstream takes one request in ten of those offered: 100 a second.
  let admitted = 0
  let served = 0
  for (let step = 0; step < 20_000; step++) {
    state.at++
    if (admission.enter('/v1/a')) continue
    const room = Math.floor(state.at / 10)
    const isServed = served < room
    if (isServed) served++
    admission.leave('/v1/a', isServed ? null : 'overloaded')
    admitted++
  }
  expect(served).toBeGreaterThan(1_900)
  expect(admitted).toBeLessThan(20_000 * 0.35)
  expect(admitted).toBeGreaterThan(served * 1.5)
})

test('throttling one route does not affect another', () => {
  const set = setUp({ max: 10_000 })
  load(set, '/v1/a', 1_000, 5)
  expect(enterMany(set.admission, 1_000, '/v1/b')).toBe(1_000)
})

test('a route with few refusals, or with half of its requests served, is not throttled', () => {
  const few = setUp({ max: 10_000 })
  for (let count = 0; count < 20; count++) {
    few.admission.enter('/v1/a')
    few.admission.leave('/v1/a', 'overloaded')
  }
  expect(enterMany(few.admission, 1_000)).toBe(1_000)
  const half = setUp({ max: 10_000 })
  const { offered, admitted } = load(half, '/v1/a', 2, 20)
  expect(admitted).toBe(offered)
})

test('throttling ends within seconds after the upstream recovers', () => {
  const set = setUp({ max: 10_000 })
  load(set, '/v1/a', 1_000, 5)
  const { state, admission } = set
  state.at += 20_000
  expect(enterMany(admission, 100)).toBe(100)
})

test('errors of the caller or the upstream do not count as overload', () => {
  const { admission } = setUp({ max: 10_000 })
  for (let count = 0; count < 1_000; count++) {
    admission.enter('/v1/a')
    admission.leave('/v1/a', count % 2 ? 'invalid_request' : 'upstream_error')
  }
  expect(enterMany(admission, 1_000)).toBe(1_000)
})
