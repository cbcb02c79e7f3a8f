import { expect, test } from 'vitest'
import { AppError, errorCodes, toAppError } from '../../src/core/errors.ts'

test.each(errorCodes)('%s: status, blame and retry agree with each other', (code) => {
  const kind = new AppError(code, 'why').kind
  expect(kind.blame === 'caller').toBe(kind.status < 500)
  if (kind.retry || kind.evidence === 'upstream' || kind.evidence === 'body')
    expect(kind.blame).toBe('upstream')
  expect(kind.title.length * kind.advice.length).toBeGreaterThan(0)
})

test('an error says whether the upstream was called', () => {
  const asked = errorCodes.filter((code) => new AppError(code, '').wasAsked)
  expect(asked).toContain('upstream_timeout')
  expect(asked).toContain('not_found')
  for (const code of ['overloaded', 'draining', 'deadline', 'circuit_open'] as const)
    expect(asked).not.toContain(code)
  expect(new AppError('upstream_rate_limited', '', { asked: false }).wasAsked).toBe(false)
})

test('changing a field of an error returns a copy with all other fields unchanged', () => {
  const options = { retry: false, retryAfterMs: 7, asked: false, cause: 'c', evidence: 'key' } as const
  const first = new AppError('upstream_timeout', 'late', options)
  const other = first.with({ provider: 'sea' })
  expect(first.provider).toBeUndefined()
  expect(other).toMatchObject({ code: 'upstream_timeout', message: 'late', provider: 'sea', status: 504 })
  expect(other).toMatchObject({ retry: false, retryAfterMs: 7, wasAsked: false, cause: 'c', evidence: 'key' })
})

test('an unknown error becomes internal with a fixed text and keeps its cause', () => {
  const cause = new TypeError('secret')
  const error = toAppError(cause)
  expect(error).toMatchObject({ code: 'internal', status: 500, cause })
  expect(error.message).not.toContain('secret')
  expect(toAppError(error)).toBe(error)
})
