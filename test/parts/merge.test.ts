import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError, type ErrorCode, errorKinds } from '../../src/core/errors.ts'
import { merge } from '../../src/parts/merge.ts'
import type { PartResult } from '../../src/parts/part-entry.ts'

const at = Date.UTC(2026, 10, 20)

const there = (source: string, key: string, fetchedAt = at, freshUntil = at + 60_000): PartResult => ({
  part: {
    source,
    key,
    provider: source,
    status: 'fresh',
    fetchedAt: new Date(fetchedAt).toISOString(),
    tookMs: 1,
    attempts: 1,
  },
  piece: {},
  fetchedAt,
  freshUntil,
  attribution: source === 'geocode' ? '© Contributors' : null,
  isHeld: null,
  error: null,
})

const failed = (source: string, key: string, code: ErrorCode, retryAfterMs?: number): PartResult => {
  const error = new AppError(code, `${code} happened`, retryAfterMs === undefined ? {} : { retryAfterMs })
  const { status, title } = errorKinds[code]
  return {
    part: {
      source,
      key,
      provider: source,
      status: 'failed',
      fetchedAt: null,
      tookMs: 1,
      attempts: 1,
      error: { code, status, title, detail: error.message },
    },
    piece: null,
    fetchedAt: null,
    freshUntil: null,
    attribution: null,
    isHeld: null,
    error,
  }
}

const options = {
  data: { any: 'thing' },
  order: ['geocode', 'marine', 'alerts', 'reddit'],
  strict: false,
  generatedAt: at,
  budgetMs: 5_000,
  tookMs: 12,
}

const failing = (...results: PartResult[]) => merge({ ...options, results })

test('parts are in the order of their sources, and within a source as requested', () => {
  const results = [
    there('reddit', 'b'),
    there('marine', 'ANZ532'),
    there('marine', 'ANZ531'),
    there('geocode', 'x'),
  ]
  const { envelope } = merge({ ...options, results })
  expect(envelope.parts.map(({ source, key }) => `${source} ${key}`)).toEqual([
    'geocode x',
    'marine ANZ532',
    'marine ANZ531',
    'reddit b',
  ])
})

test('one part is enough for an answer, which is then incomplete', () => {
  const results = [there('marine', 'a'), failed('marine', 'b', 'deadline')]
  expect(merge({ ...options, results })).toMatchObject({ envelope: { complete: false }, failure: null })
})

test('without any part the answer is a problem, although its parts are listed', () => {
  const { envelope, failure } = failing(failed('marine', 'a', 'deadline'), failed('marine', 'b', 'deadline'))
  expect(envelope.parts).toHaveLength(2)
  expect(failure?.code).toBe('deadline')
})

test('the failure of a required part is that of the answer, whatever else is there or failed', () => {
  const results = [
    failed('geocode', 'b', 'upstream_error'),
    failed('marine', 'a', 'upstream_forbidden'),
    failed('geocode', 'a', 'not_found'),
    there('reddit', 'a'),
  ]
  const { failure } = merge({ ...options, results, lacking: { source: 'geocode', key: 'a' } })
  expect(failure).toMatchObject({ code: 'not_found', message: 'geocode a: not_found happened' })
})

test('a part with items that could not be read is there, but the answer is not complete', () => {
  const whole = there('alerts', 'a')
  const { envelope, failure } = merge({
    ...options,
    results: [whole, { ...whole, part: { ...whole.part, skipped: 2 } }],
  })
  expect([envelope.complete, failure]).toEqual([false, null])
  expect(merge({ ...options, results: [whole] }).envelope.complete).toBe(true)
})

test('an answer that needed no part is complete', () => {
  const { envelope, failure, oldest } = merge({ ...options, results: [] })
  expect(envelope).toMatchObject({ complete: true, parts: [] })
  expect(failure).toBeNull()
  expect(oldest).toBeNull()
})

test('strict handling lets one failed part decide the status, whatever else is there', () => {
  const results = [there('marine', 'a'), failed('marine', 'b', 'not_found')]
  expect(merge({ ...options, results, strict: true }).failure?.status).toBe(404)
})

test('consecutive parts of one source with the same outcome are counted, with the time of the slowest', () => {
  const slow = there('marine', 'b')
  slow.part.tookMs = 7
  const results = [
    there('marine', 'a'),
    slow,
    failed('marine', 'c', 'not_found'),
    there('marine', 'd'),
    there('geocode', 'x'),
  ]
  const of = (source: string, status: string, count: number, tookMs: number) => {
    return { source, provider: source, status, count, tookMs }
  }
  expect(merge({ ...options, results }).runs).toEqual([
    of('geocode', 'fresh', 1, 1),
    of('marine', 'fresh', 2, 7),
    of('marine', 'failed', 1, 1),
    of('marine', 'fresh', 1, 1),
  ])
})

test('the oldest part and the first to expire decide the age and the life of the answer', () => {
  const results = [
    failed('alerts', 'c', 'deadline'),
    there('marine', 'a', at - 5_000, at + 9_000),
    there('reddit', 'b', at - 1_000, at + 2_000),
  ]
  expect(merge({ ...options, results })).toMatchObject({ oldest: at - 5_000, freshUntil: at + 2_000 })
})

test('each attribution is shown once, and none for a part that failed', () => {
  const results = [there('geocode', 'a'), there('geocode', 'b'), there('marine', 'c')]
  results.push({ ...failed('alerts', 'd', 'upstream_error'), attribution: '© Unused' })
  expect(merge({ ...options, results }).envelope.meta.attribution).toEqual(['© Contributors'])
})

test('a piece and the items of a list are named as written, those of failed parts are not', () => {
  const [post, piece] = [{ title: 'a' }, { any: 'thing' }]
  const list = { ...there('reddit', 'a'), piece: [post] }
  const results = [list, { ...there('marine', 'b'), piece }, failed('alerts', 'c', 'deadline')]
  expect([...merge({ ...options, results }).pieces.keys()]).toEqual([piece, list.piece, post])
})

test.each<[string, ErrorCode[], number]>([
  ['all are missing', ['not_found', 'not_found'], 404],
  ['all ran out of time, in one way or another', ['deadline', 'upstream_timeout'], 504],
  ['all were refused or limited', ['overloaded', 'circuit_open', 'upstream_rate_limited'], 503],
  ['one is missing and one out of time', ['not_found', 'deadline'], 502],
  ['one is out of time and one refused', ['deadline', 'overloaded'], 502],
  ['one is refused and one out of time', ['overloaded', 'deadline'], 502],
  ['the upstream refuses', ['upstream_forbidden'], 502],
  ['everything at once', ['not_found', 'deadline', 'overloaded', 'upstream_error'], 502],
])('when %s, the status is the one the contract names', (_, codes, status) => {
  const { failure } = failing(...codes.map((code, index) => failed('marine', String(index), code)))
  expect(failure?.status).toBe(status)
})

test('a single failed part speaks for itself; of several the first is quoted', () => {
  const [a, b] = [failed('marine', 'a', 'deadline'), failed('reddit', 'b', 'upstream_error')]
  expect(failing(a).failure?.message).toBe('marine a: deadline happened')
  expect(failing(b, a).failure).toMatchObject({
    code: 'upstream_error',
    message: '2 parts failed; the first, marine a: deadline happened',
    retryAfterMs: undefined,
  })
})

test.each<[string, PartResult[], ErrorCode, number]>([
  [
    'the last',
    [failed('a', '1', 'circuit_open', 9), failed('b', '2', 'upstream_rate_limited', 3)],
    'upstream_rate_limited',
    3,
  ],
  [
    'the first',
    [failed('a', '1', 'circuit_open', 3), failed('b', '2', 'upstream_rate_limited', 9)],
    'circuit_open',
    3,
  ],
  [
    'the first of equals',
    [failed('a', '1', 'circuit_open', 3), failed('b', '2', 'upstream_rate_limited', 3)],
    'circuit_open',
    3,
  ],
  [
    'the only one that says so',
    [failed('a', '1', 'overloaded'), failed('b', '2', 'upstream_rate_limited', 9)],
    'upstream_rate_limited',
    9,
  ],
])('of refusals the one with the shortest wait decides: %s', (_, results, code, retryAfterMs) => {
  expect(failing(...results).failure).toMatchObject({ code, retryAfterMs })
})

const anyLanded = fc.oneof(
  fc
    .record({ source: fc.constantFrom(...options.order), key: fc.string() })
    .map(({ source, key }) => there(source, key)),
  fc
    .record({
      source: fc.constantFrom(...options.order),
      key: fc.string(),
      code: fc.constantFrom(
        ...(Object.keys(errorKinds) as ErrorCode[]).filter(
          (code) => errorKinds[code].blame !== 'caller' || code === 'not_found',
        ),
      ),
    })
    .map(({ source, key, code }) => failed(source, key, code)),
)

test('merging loses no part, adds none, and never blames us for an upstream', () => {
  fc.assert(
    fc.property(fc.array(anyLanded, { maxLength: 30 }), fc.boolean(), (results, strict) => {
      const { envelope, failure } = merge({ ...options, results, strict })
      expect(new Set(envelope.parts)).toEqual(new Set(results.map(({ part }) => part)))
      expect(envelope.parts).toHaveLength(results.length)
      const failures = results.filter(({ error }) => error !== null)
      expect(envelope.complete).toBe(failures.length === 0)
      const isProblem = failures.length > 0 && (strict || failures.length === results.length)
      expect(failure !== null).toBe(isProblem)
      const bugs = failures.filter(({ error }) => error?.code === 'internal')
      if (failure && bugs.length === 0) expect(failure.status).not.toBe(500)
    }),
  )
})

test('the order in which parts of different sources land does not change the answer', () => {
  const bySource = fc.uniqueArray(fc.constantFrom(...options.order), { minLength: 1 })
  fc.assert(
    fc.property(bySource, bySource, (one, other) => {
      const parts = new Map(options.order.map((source) => [source, there(source, 'k')]))
      const pick = (names: string[]) => names.filter((name) => one.includes(name) && other.includes(name))
      const results = (names: string[]) => pick(names).flatMap((name) => parts.get(name) ?? [])
      expect(merge({ ...options, results: results(one) })).toEqual(
        merge({ ...options, results: results(other) }),
      )
    }),
  )
})
