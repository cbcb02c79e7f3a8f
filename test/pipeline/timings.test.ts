import { expect, test } from 'vitest'
import { together } from '../../src/pipeline/call.ts'

const list = { queueMs: 1, upstreamMs: 20, decodeMs: 0.5 }
const text = { queueMs: 0, upstreamMs: 30, decodeMs: 2 }

test('the timings of two consecutive requests are summed', () => {
  expect(together(list, text)).toEqual({ timings: { queueMs: 1, upstreamMs: 50, decodeMs: 2.5 } })
})

test('a cached answer has no timings', () => {
  expect(together(undefined, text)).toEqual({ timings: text })
  expect(together(list, undefined)).toEqual({ timings: list })
  expect(together(undefined, undefined)).toEqual({})
})
