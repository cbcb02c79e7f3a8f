import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Answer } from '../../../src/pipeline/call.ts'
import { freshness, type Life, statusOf, withLife } from '../../../src/pipeline/keep/freshness.ts'
import { answerOf } from '../../support/answers.ts'

/** The life of a number that is its own expiry, fetched at 1 000 000. */
const lived = (value: number, life: Partial<Life<number>>): Answer<number> =>
  withLife(answerOf(value, 1_000_000), { staleMs: 5, expiresAt: undefined, ...life })

const itself = (value: number): number | null => (value > 0 ? value : null)

test.each([
  ['no end of its own', 0, 1_060_000, undefined],
  ['an end before the policy’s', 1_010_000, 1_010_000, 1_010_000],
  ['an end after the policy’s', 2_000_000, 1_060_000, 2_000_000],
  ['an end before it was fetched: a minute', 900_000, 1_060_000, 900_000],
  ['an end at which it was fetched: a minute', 1_000_000, 1_060_000, 1_000_000],
])('a value with %s', (_, value, freshUntil, endsAt) => {
  const answer = lived(value, { expiresAt: itself })
  expect(answer).toMatchObject({ freshUntil, staleUntil: 1_660_000 })
  expect(answer.endsAt).toBe(endsAt)
})

test('a fresh time of its own replaces the provider’s', () => {
  expect(lived(1, { freshMs: 100 })).toMatchObject({ freshUntil: 1_000_100, staleUntil: 1_000_105 })
  expect(lived(0, { freshMs: 500_000, expiresAt: itself })).toMatchObject({ freshUntil: 1_500_000 })
  const longer = lived(900_000, { freshMs: 500_000, expiresAt: itself })
  expect(longer).toMatchObject({ freshUntil: 1_060_000, staleUntil: 1_500_005 })
})

test.each([
  [0, 'fresh', 'cached'],
  [9, 'fresh', 'cached'],
  [10, 'stale', 'stale'],
  [19, 'stale', 'stale'],
  [20, 'expired', 'stale'],
  [29, 'expired', 'stale'],
  [30, 'gone', 'stale'],
] as const)('at %i it is %s', (now, state, status) => {
  const entry = { ...answerOf('fog', 0), freshUntil: 10, endsAt: 20, staleUntil: 30 }
  expect([freshness(entry, now), statusOf(entry, now)]).toEqual([state, status])
})

test('a value that came past its own end is fresh while it is kept, and labelled stale', () => {
  const entry = { ...answerOf('fog', 100), freshUntil: 160, endsAt: 50, staleUntil: 200 }
  expect([freshness(entry, 120), statusOf(entry, 120)]).toEqual(['fresh', 'stale'])
  expect([statusOf(entry, 49), statusOf(entry, 50), freshness(entry, 160)]).toEqual([
    'cached',
    'stale',
    'expired',
  ])
})

test('freshness only decreases with time', () => {
  const order = ['fresh', 'stale', 'expired', 'gone']
  const instant = fc.integer({ min: 0, max: 50 })
  fc.assert(
    fc.property(
      instant,
      instant,
      fc.option(instant, { nil: undefined }),
      (freshUntil, staleUntil, endsAt) => {
        const ranks = Array.from({ length: 60 }, (_, now) =>
          order.indexOf(freshness({ freshUntil, staleUntil, endsAt }, now)),
        )
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
      },
    ),
  )
})
