import { expect, test } from 'vitest'
import { type Admission, createAdmission } from '../../src/http/admission.ts'
import { createRandom } from '../support/virtual-clock.ts'

const setUp = ({ most = 100, delayMs = 0 } = {}) => {
  const state = { at: 0, delayMs: delayMs as number | null }
  const clock = { elapsed: () => state.at, random: createRandom(7) }
  const admission = createAdmission({ clock, most, least: 10, loopDelayMs: () => state.delayMs })
  return { state, admission }
}

/** So many requests in, one after the other; how many were admitted. */
const enterMany = (admission: Admission, count: number, path = '/v1/a'): number =>
  Array.from({ length: count }, () => admission.enter(path)).filter((refusal) => refusal === null).length

test('a burst is admitted up to the limit, and what is more is told so', () => {
  const { admission } = setUp({ most: 100 })
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

test('a loop that is late for a moment changes nothing', () => {
  const { state, admission } = setUp({ delayMs: 500 })
  for (state.at = 0; state.at < 1_900; state.at += 100) admission.enter('/v1/a')
  expect(admission.view().limit).toBe(100)
})

test('a loop that stays late lowers the limit step by step, never below its floor, and raises it when it keeps up', () => {
  const { state, admission } = setUp({ delayMs: 500 })
  enterMany(admission, 60)
  const limits: number[] = []
  for (state.at = 0; state.at <= 6_000; state.at += 100) {
    admission.enter('/v1/a')
    limits.push(admission.view().limit)
  }
  expect(limits.slice(0, 20)).toEqual(Array(20).fill(100))
  expect(limits.at(-1)).toBeGreaterThanOrEqual(10)
  expect(limits.at(-1)).toBeLessThan(60)
  state.delayMs = 1
  for (let look = 0; look < 60; look++) {
    state.at += 100
    admission.enter('/v1/a')
  }
  expect(admission.view().limit).toBe(100)
})

test('a platform that cannot tell how late its loop is keeps the limit that it was given', () => {
  const { state, admission } = setUp()
  state.delayMs = null
  for (state.at = 0; state.at < 10_000; state.at += 100) admission.enter('/v1/a')
  expect(admission.view().limit).toBe(100)
})

test('an idle spell is no proof of a late loop', () => {
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

test('a route whose upstream is full is refused early, but twice as many are let in as get through', () => {
  const set = setUp({ most: 10_000 })
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

test('another route is not refused for it', () => {
  const set = setUp({ most: 10_000 })
  load(set, '/v1/a', 1_000, 5)
  expect(enterMany(set.admission, 1_000, '/v1/b')).toBe(1_000)
})

test('a route with a few refusals, or with half of its requests served, is left alone', () => {
  const few = setUp({ most: 10_000 })
  for (let count = 0; count < 20; count++) {
    few.admission.enter('/v1/a')
    few.admission.leave('/v1/a', 'overloaded')
  }
  expect(enterMany(few.admission, 1_000)).toBe(1_000)
  const half = setUp({ most: 10_000 })
  const { offered, admitted } = load(half, '/v1/a', 2, 20)
  expect(admitted).toBe(offered)
})

test('when the upstream has room again, the route is open again within seconds', () => {
  const set = setUp({ most: 10_000 })
  load(set, '/v1/a', 1_000, 5)
  const { state, admission } = set
  state.at += 20_000
  expect(enterMany(admission, 100)).toBe(100)
})

test('what was refused by the caller’s fault or the upstream’s says nothing about our own queues', () => {
  const { admission } = setUp({ most: 10_000 })
  for (let count = 0; count < 1_000; count++) {
    admission.enter('/v1/a')
    admission.leave('/v1/a', count % 2 ? 'invalid_request' : 'upstream_error')
  }
  expect(enterMany(admission, 1_000)).toBe(1_000)
})
