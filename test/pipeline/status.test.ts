import fc from 'fast-check'
import { expect, test } from 'vitest'
import { errorOfStatus, retryAfterMs } from '../../src/pipeline/status.ts'

const now = Date.UTC(2026, 10, 20, 12)
const failure = (status: number, headers: Record<string, string> = {}, text = '') => ({
  status,
  text,
  header: (name: string) => headers[name] ?? null,
})

test.each([
  [200, 'upstream_invalid', false],
  [204, 'upstream_invalid', false],
  [300, 'upstream_error', false],
  [304, 'upstream_error', false],
  [400, 'upstream_error', false],
  [401, 'upstream_forbidden', false],
  [403, 'upstream_forbidden', false],
  [404, 'not_found', false],
  [410, 'not_found', false],
  [418, 'upstream_error', false],
  [429, 'upstream_rate_limited', false],
  [451, 'upstream_forbidden', false],
  [500, 'upstream_error', true],
  [503, 'upstream_error', true],
  [522, 'upstream_error', true],
] as const)('status %i is %s, repeated: %s', (status, code, retry) => {
  expect(errorOfStatus(failure(status), 'json', now)).toMatchObject({ code, retry })
})

test('a 200 that is not what was promised says what it was', () => {
  const html = failure(200, { 'content-type': 'text/html; charset=utf-8' }, '<html>')
  expect(errorOfStatus(html, 'json', now).message).toBe('status 200 with text/html where json was promised')
  const empty = failure(200, { 'content-type': 'text/html' }, ' \n')
  expect(errorOfStatus(empty, 'text', now).message).toContain('an empty body')
})

test.each([429, 503])('the Retry-After of a %i is kept', (status) => {
  expect(errorOfStatus(failure(status, { 'retry-after': '4' }), 'json', now).retryAfterMs).toBe(4_000)
})

test.each([
  ['4', 4_000],
  [' 0 ', 0],
  ['1.5', 1_500],
  ['999999999', 600_000],
  ['99999999999999999999', 600_000],
  ['9'.repeat(400), 600_000],
  ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
  ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  ['-5', undefined],
  [null, undefined],
])('Retry-After %j is %s ms', (value, ms) => {
  expect(retryAfterMs(value, now)).toBe(ms)
})

test('a pause is bounded, whatever `Retry-After` says', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const ms = retryAfterMs(value, now) ?? 0
      expect(ms >= 0 && ms <= 600_000).toBe(true)
    }),
  )
})
