// Bodies that cannot be used: blamed on their keys, until many keys in a row have one.
import { expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { createContext } from '../../support/context.ts'
import { breakerOf } from './scripted-breaker.ts'

const unusable = () => new AppError('upstream_invalid', 'truncated')

test('unusable bodies for 25 different keys in a row open it, and another one opens it again', async () => {
  const { clock, events, breaker, outcomes } = breakerOf()
  const ctx = createContext(clock, events)
  for (let key = 0; key < 24; key++) breaker.judge(`k${key}`, unusable(), ctx)
  expect(breaker.state()).toBe('closed')
  breaker.judge('k24', unusable(), ctx)
  expect(breaker.state()).toBe('open')
  await clock.advance(2_000)
  await outcomes(1)
  breaker.judge('k25', unusable(), ctx)
  expect(breaker.state()).toBe('open')
  // One that comes late does not prolong the pause.
  await clock.advance(3_000)
  breaker.judge('k26', unusable(), ctx)
  await clock.advance(1_000)
  expect(breaker.state()).toBe('half-open')
})

test('the same bad keys again and again, or others that are good between them, do not', () => {
  const { clock, breaker } = breakerOf()
  const ctx = createContext(clock)
  const judgeAll = (first: string): void => {
    for (let key = 0; key < 24; key++) breaker.judge(`${first}${key}`, unusable(), ctx)
  }
  for (let round = 0; round < 5; round++) judgeAll('a')
  breaker.judge('good', null, ctx)
  judgeAll('b')
  expect(breaker.state()).toBe('closed')
})

test('a body that reports a missing key or a quota is not an unusable body', () => {
  const { clock, breaker } = breakerOf()
  const ctx = createContext(clock)
  for (let key = 0; key < 30; key++) {
    breaker.judge(`k${key}`, new AppError('not_found', 'no such place'), ctx)
    breaker.judge(`l${key}`, new AppError('upstream_rate_limited', 'quota'), ctx)
  }
  expect(breaker.state()).toBe('closed')
})
