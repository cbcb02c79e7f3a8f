// Bodies that cannot be used: blamed on their keys, until many keys in a row have one.
import { expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { createContext } from '../../support/context.ts'
import { breakerOf } from './scripted-breaker.ts'

const unusable = () => new AppError('upstream_invalid', 'truncated')

test('unusable bodies for many different keys in a row open it, and another one opens it again', async () => {
  const { clock, events, breaker, outcomes } = breakerOf({ maxBadKeys: 5 })
  const ctx = createContext(clock, events)
  for (let key = 0; key < 4; key++) breaker.judge(`k${key}`, unusable(), ctx)
  expect(breaker.state()).toBe('closed')
  breaker.judge('k4', unusable(), ctx)
  expect(breaker.state()).toBe('open')
  await clock.advance(1_000)
  await outcomes(1)
  breaker.judge('k5', unusable(), ctx)
  expect(breaker.state()).toBe('open')
  // One that comes late does not prolong the pause.
  await clock.advance(1_500)
  breaker.judge('k6', unusable(), ctx)
  await clock.advance(500)
  expect(breaker.state()).toBe('half-open')
})

test('the same bad keys again and again, or others that are good between them, do not', () => {
  const { clock, breaker } = breakerOf({ maxBadKeys: 5 })
  const ctx = createContext(clock)
  for (let round = 0; round < 20; round++)
    for (const key of ['a', 'b', 'c', 'd']) breaker.judge(key, unusable(), ctx)
  breaker.judge('good', null, ctx)
  for (const key of ['e', 'f', 'g', 'h']) breaker.judge(key, unusable(), ctx)
  expect(breaker.state()).toBe('closed')
})

test('twenty different keys do not open the breaker by default', () => {
  const { clock, breaker } = breakerOf()
  const ctx = createContext(clock)
  for (let key = 0; key < 20; key++) breaker.judge(`k${key}`, unusable(), ctx)
  expect(breaker.state()).toBe('closed')
  for (let key = 20; key < 25; key++) breaker.judge(`k${key}`, unusable(), ctx)
  expect(breaker.state()).toBe('open')
})

test('a body that reports a missing key or a quota is not an unusable body', () => {
  const { clock, breaker } = breakerOf({ maxBadKeys: 1 })
  const ctx = createContext(clock)
  breaker.judge('k', new AppError('not_found', 'no such place'), ctx)
  breaker.judge('l', new AppError('upstream_rate_limited', 'quota'), ctx)
  expect(breaker.state()).toBe('closed')
})
