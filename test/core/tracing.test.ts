import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTracestate, readTraceparent } from '../../src/core/tracing.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'

test('a traceparent is read', () => {
  expect(readTraceparent(`00-${traceId}-${spanId}-01`)).toEqual({ traceId, spanId, flags: 1 })
  expect(readTraceparent(`01-${traceId}-${spanId}-00`)).toEqual({ traceId, spanId, flags: 0 })
})

test.each([
  ['none', undefined],
  ['an empty one', ''],
  ['a forbidden version', `ff-${traceId}-${spanId}-01`],
  ['no trace', `00-${'0'.repeat(32)}-${spanId}-01`],
  ['no span', `00-${traceId}-${'0'.repeat(16)}-01`],
  ['capitals', `00-${traceId.toUpperCase()}-${spanId}-01`],
  ['something behind it', `00-${traceId}-${spanId}-01-x`],
])('%s has no trace', (_what, value) => {
  expect(readTraceparent(value)).toBeNull()
})

test('whatever is read can be sent on unchanged', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parent = readTraceparent(text)
      return parent === null || text.includes(parent.traceId)
    }),
  )
})

test('a tracestate is passed on if it is short and printable', () => {
  expect(isTracestate('vendor=1,other=2')).toBe(true)
  expect(isTracestate('')).toBe(false)
  expect(isTracestate('a=1\r\nhost: b')).toBe(false)
  expect(isTracestate('a'.repeat(513))).toBe(false)
})
