import { expect, test } from 'vitest'
import { AppError, type ErrorCode, errorKinds } from '../../src/core/errors.ts'
import { isOfUpstream, readFailure, writeFailure } from '../../src/pipeline/shared-failure.ts'

const codes = Object.keys(errorKinds) as ErrorCode[]

test('a failure of the upstream comes back as what a caller may know of it', () => {
  for (const code of codes.filter(isOfUpstream)) {
    const error = new AppError(code, 'status 503', {
      retryAfterMs: 7_000,
      provider: 'tgftp',
      retry: false,
      cause: new Error('a secret'),
    })
    error.attempts = 2
    const told = JSON.parse(JSON.stringify(writeFailure(error)))
    expect(JSON.stringify(told)).not.toContain('secret')
    const { message, retryAfterMs, provider, retry, attempts, wasAsked } = error
    expect(readFailure(told)).toMatchObject({
      ...{ code, message, retryAfterMs, provider, retry, attempts, wasAsked },
    })
  }
})

test('what the limits of an instance refuse is nobody else’s failure', () => {
  for (const code of ['overloaded', 'draining', 'deadline', 'internal', 'circuit_open'] as const) {
    expect(isOfUpstream(code)).toBe(false)
    expect(readFailure(writeFailure(new AppError(code, 'ours')))).toBeNull()
  }
})

test.each([
  null,
  'x',
  7,
  {},
  { code: 'toString' },
  { ...writeFailure(new AppError('not_found', '')), attempts: -1 },
])('%j is no failure', (found) => {
  expect(readFailure(found)).toBeNull()
})
