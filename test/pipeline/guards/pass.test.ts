// How one attempt passes its guards: who is asked, who is left and what they are told.
import { expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import type { Incoming } from '../../../src/pipeline/endpoint.ts'
import type { Guard, Outcome } from '../../../src/pipeline/guards/guard.ts'
import { createPass } from '../../../src/pipeline/guards/pass.ts'
import { createContext } from '../../support/context.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const who = { source: 'marine', provider: 'sea' }
const fog: Incoming = { text: 'fog', bytes: 3, upstreamMs: 1 }

/** A caller of one attempt behind two guards that a test may script. */
function standing(second: Partial<Guard> = {}, first: Partial<Guard> = {}) {
  const events = createRecorder()
  const clock = createVirtualClock()
  const ctx = createContext(clock, events)
  const seen: string[] = []
  const guard = (name: string): Guard => ({
    name,
    enter: () => void seen.push(`enter ${name}`),
    leave: (_, outcome: Outcome) => void seen.push(`leave ${name} ${outcome.is}`),
  })
  const guards = [
    { ...guard('first'), ...first },
    { ...guard('second'), ...second },
  ]
  const pass = createPass({ ...who, guards, retries: 0, clock })
  const call = (attempt: () => Promise<Incoming> = async () => fog) => pass(attempt, ctx)
  return { ctx, events, seen, call }
}

test('guards are entered in order, left in reverse, and told the outcome', async () => {
  const { seen, call } = standing()
  await expect(call()).resolves.toBe(fog)
  expect(seen).toEqual(['enter first', 'enter second', 'leave second answered', 'leave first answered'])
})

test('a caller that has left before enters no guard', async () => {
  const { ctx, seen, call } = standing()
  ctx.abort('left')
  await expect(call()).rejects.toBe('left')
  expect(seen).toEqual([])
})

test('a caller that leaves while it waits makes no attempt, even when its turn has come', async () => {
  const turn = Promise.withResolvers<void>()
  const { ctx, events, seen, call } = standing({ enter: () => turn.promise })
  const result = call(() => expect.unreachable())
  const reason = new AppError('deadline', 'over')
  ctx.abort(reason)
  turn.resolve()
  await expect(result).rejects.toBe(reason)
  expect([seen, events.all]).toEqual([['enter first', 'leave second abandoned', 'leave first abandoned'], []])
})

test('after a wait, a guard whose ticket is invalid is entered again with those after it', async () => {
  let turn = 0
  const { seen, call } = standing(
    { enter: () => Promise.resolve(void seen.push('enter second')) },
    {
      enter: (_, before) => {
        seen.push(`enter first after ${before}`)
        return ++turn
      },
      isValid: (ticket) => ticket === 2,
    },
  )
  await expect(call()).resolves.toBe(fog)
  expect(seen).toEqual([
    'enter first after undefined',
    'enter second',
    'leave second abandoned',
    'leave first abandoned',
    'enter first after 1',
    'enter second',
    'leave second answered',
    'leave first answered',
  ])
})

test.each([
  ['a refusal is an event with the name of its guard', new AppError('upstream_error', 'a quota'), 1],
  ['an error of any other kind is not a refusal', new TypeError('a bug'), 0],
])('%s', async (_, error, count) => {
  const { events, seen, call } = standing({
    enter: () => {
      throw error
    },
  })
  await expect(call()).rejects.toBe(error)
  const refused = { type: 'refused', ...who, by: 'second', code: 'upstream_error' }
  expect(events.all).toEqual(Array(count).fill(refused))
  expect(seen).toEqual(['enter first', 'leave first abandoned'])
})

test.each([
  ['a failure of the upstream', new AppError('upstream_error', 'no'), 'failed'],
  ['a failure of an upstream that was not asked', new AppError('circuit_open', 'no'), 'abandoned'],
  ['a bug', new TypeError('a bug'), 'abandoned'],
])('%s is told to the guards as %s', async (_, error, outcome) => {
  const { events, seen, call } = standing()
  await expect(call(() => Promise.reject(error))).rejects.toBe(error)
  expect(seen.slice(2)).toEqual([`leave second ${outcome}`, `leave first ${outcome}`])
  expect(events.all).toEqual([])
})

test('the reason of the caller’s signal says nothing about the upstream', async () => {
  const { ctx, seen, call } = standing()
  const reason = new AppError('upstream_timeout', 'of the caller')
  const result = call(async () => {
    ctx.abort(reason)
    throw reason
  })
  await expect(result).rejects.toBe(reason)
  expect(seen.slice(2)).toEqual(['leave second abandoned', 'leave first abandoned'])
})
