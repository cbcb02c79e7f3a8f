import { errors } from 'undici'
import { expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { toTransportError } from '../../../src/runtime/node/transport-errors.ts'

const coded = (code: string): Error => Object.assign(new Error('GET /?key=secret failed'), { code })

test.each([
  ['ENOTFOUND', 'upstream_unreachable', true],
  ['EAI_AGAIN', 'upstream_unreachable', true],
  ['EHOSTUNREACH', 'upstream_unreachable', true],
  ['CERT_HAS_EXPIRED', 'upstream_unreachable', true],
  ['UND_ERR_CONNECT_TIMEOUT', 'upstream_unreachable', true],
  ['UND_ERR_SOCKET', 'upstream_unreachable', true],
  ['UND_ERR_HEADERS_TIMEOUT', 'upstream_timeout', true],
  ['UND_ERR_BODY_TIMEOUT', 'upstream_timeout', true],
  ['UND_ERR_HEADERS_OVERFLOW', 'upstream_invalid', false],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'upstream_invalid', false],
  ['UND_ERR_DESTROYED', 'draining', false],
  ['EMFILE', 'overloaded', false],
  ['ENFILE', 'overloaded', false],
  ['EADDRNOTAVAIL', 'overloaded', false],
  ['ENOBUFS', 'overloaded', false],
  ['ENOMEM', 'overloaded', false],
])('%s is %s', (given, code, retry) => {
  const cause = coded(given)
  const error = toTransportError(cause, 'up.test')
  expect(error).toMatchObject({ name: 'AppError', code, retry, cause })
  expect((error as AppError).message).toMatch(/^up\.test (?!.*secret)/)
})

test.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS'])('%s is not a failure of the upstream', (code) => {
  const error = toTransportError(coded(code), 'up.test') as AppError
  expect([error.kind.blame, error.evidence, error.wasAsked, error.retryAfterMs]).toEqual([
    'us',
    undefined,
    false,
    1_000,
  ])
})

test('what is not HTTP is invalid', () => {
  const cause = Object.assign(new errors.HTTPParserError('bad'), { code: 'HPE_INVALID_CONSTANT' })
  expect(toTransportError(cause, 'up.test')).toMatchObject({ code: 'upstream_invalid', cause })
})

test('a failure at every address of a host is reported as that of the first', () => {
  const cause = new AggregateError([coded('ECONNREFUSED'), coded('ETIMEDOUT')])
  expect(toTransportError(cause, 'up.test')).toMatchObject({ message: 'up.test refused the connection' })
})

test('an error that is not a transport failure is returned unchanged', () => {
  for (const error of [
    new AppError('deadline', 'late'),
    new TypeError('bug'),
    coded('UND_ERR_INVALID_ARG'),
    coded('ERR_INVALID_ARG_TYPE'),
    'a string',
  ]) {
    expect(toTransportError(error, 'up.test')).toBe(error)
  }
})
