// Which provider a job is given when the first has no capacity for it.
import { expect, test } from 'vitest'
import { AppError, type ErrorCode } from '../../src/core/errors.ts'
import type { Answer } from '../../src/pipeline/call.ts'
import { Background } from '../../src/pipeline/context.ts'
import { fallback } from '../../src/pipeline/fallback.ts'
import { answerOf } from '../support/answers.ts'
import { type ContextOptions, createContext } from '../support/context.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const ask = async (code: ErrorCode, options: ContextOptions): Promise<string> => {
  const clock = createVirtualClock()
  const first = async (): Promise<Answer<string>> => {
    throw new AppError(code, 'not now')
  }
  const second = async (): Promise<Answer<string>> => answerOf('from the second', clock.now())
  const candidates = [
    { provider: 'first', call: first },
    { provider: 'second', call: second },
  ]
  const call = fallback<string, string>(candidates, { source: 'geocode', clock })
  return call('k', createContext(clock, options)).then(
    ({ value }) => value,
    (error: AppError) => error.code,
  )
}

test('a job that retries on capacity comes back to the first provider; other calls are given the next', async () => {
  const background = new Background()
  expect(await ask('overloaded', { background, retryOnCapacity: true })).toBe('overloaded')
  expect(await ask('upstream_rate_limited', { background, retryOnCapacity: true })).toBe(
    'upstream_rate_limited',
  )
  expect(await ask('overloaded', { background })).toBe('from the second')
  expect(await ask('overloaded', {})).toBe('from the second')
  const joined = new Background()
  joined.raise()
  expect(await ask('overloaded', { background: joined, retryOnCapacity: true })).toBe('from the second')
})

test('a provider that is down is passed over by such a job as well', async () => {
  const background = new Background()
  expect(await ask('circuit_open', { background, retryOnCapacity: true })).toBe('from the second')
  expect(await ask('upstream_error', { background, retryOnCapacity: true })).toBe('from the second')
})
