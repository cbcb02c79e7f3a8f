import { expect, test } from 'vitest'
import { errorData, isAboutUpstream, readErrorData } from '../../src/core/error-data.ts'
import { AppError, errorCodes } from '../../src/core/errors.ts'

test('a failure of the upstream is restored with the fields that callers may see', () => {
  for (const code of errorCodes.filter(isAboutUpstream)) {
    const error = new AppError(code, 'status 503', {
      retryAfterMs: 7_000,
      provider: 'tgftp',
      retry: false,
      cause: new Error('a secret'),
    })
    const told = JSON.parse(JSON.stringify(errorData(error)))
    expect(JSON.stringify(told)).not.toContain('secret')
    const { message, retryAfterMs, provider, retry, wasAsked } = error
    expect(readErrorData(told)).toMatchObject({
      ...{ code, message, retryAfterMs, provider, retry, wasAsked },
    })
  }
})

test('a refusal by the limits of an instance is not shared as a failure of the upstream', () => {
  for (const code of ['overloaded', 'draining', 'deadline', 'internal', 'circuit_open'] as const) {
    expect(isAboutUpstream(code)).toBe(false)
    expect(readErrorData(errorData(new AppError(code, 'ours')))).toBeNull()
  }
})

test.each([
  null,
  'x',
  7,
  {},
  { code: 'toString' },
  { ...errorData(new AppError('not_found', '')), retryAfterMs: -1 },
])('%j is not a failure', (found) => {
  expect(readErrorData(found)).toBeNull()
})
