import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { levelOf, windLevel } from '../../src/web/page/advisory-level.ts'
import {
  askingState,
  type BriefingEnvelope,
  withEnvelope,
  withPart,
  withTrouble,
} from '../../src/web/page/answer-state.ts'
import { answerView } from '../../src/web/page/answer-view.ts'
import { defaultAsk, readAsk, writeAsk } from '../../src/web/page/ask.ts'
import { pageTexts } from '../../src/web/page/assets.ts'
import { bearingOf, periodText, rangeText } from '../../src/web/page/wind-words.ts'
import { part } from './part.ts'

test('the scripts are far smaller than 120 KB together when compressed', () => {
  const { css: _, ...scriptTexts } = pageTexts
  expect(gzipSync(Object.values(scriptTexts).join('')).byteLength).toBeLessThan(30_000)
})

test('a URL and its query convert into each other', () => {
  const name = fc.stringMatching(/^[a-z0-9][a-z0-9_]{1,20}$/)
  const asks = fc.record({
    place: fc.string({ minLength: 1 }).map((text) => text.trim()),
    subreddits: fc.uniqueArray(name, { maxLength: 4 }),
    count: fc.integer({ min: 1, max: 20 }),
    t: fc.constantFrom('hour', 'day', 'all'),
  })
  fc.assert(
    fc.property(asks, (ask) => {
      expect(readAsk(new URLSearchParams(writeAsk(ask).toString()))).toEqual(ask)
    }),
  )
})

test.each([
  ['gale-warning', 'gale'],
  ['Gale Watch', 'gale'],
  ['Tropical Storm Warning', 'storm'],
  ['hurricane-force-wind-warning', 'hurricane'],
  ['brisk-wind-advisory', 'small-craft'],
  ['Small Craft Advisory', 'small-craft'],
  ['Dense Fog Advisory', 'other'],
])('%s is shown as %s', (kind, level) => expect(levelOf(kind)).toBe(level))

test('wind has the level of the corresponding warning', () => {
  expect([19, 20, 33, 34, 47, 48, 63, 64].map(windLevel)).toEqual([
    'none',
    'small-craft',
    'small-craft',
    'gale',
    'gale',
    'storm',
    'storm',
    'hurricane',
  ])
})

test('two joined directions are shown as their middle, also across north', () => {
  expect(bearingOf('N-NE')).toBe(22.5)
  expect(bearingOf('NW-NE')).toBe(0)
  expect(bearingOf('VARIABLE')).toBeNull()
  expect(bearingOf(null)).toBeNull()
})

test('the text of a period keeps the order and times of its steps', () => {
  const wind = [
    { direction: 'S', speedKt: { min: 10, max: 15 }, gustKt: 25, when: null },
    { direction: 'SW', speedKt: { min: 20, max: 20 }, gustKt: null, when: 'late' },
  ]
  const seas = [{ heightFt: { min: 0, max: 1 }, occasionalFt: 3, dominantPeriodS: null, when: null }]
  expect(periodText({ wind, seas })).toEqual({
    wind: 'S 10–15 kt, gusts 25 → SW 20 kt (late)',
    seas: '≤ 1 ft, at times 3',
  })
  expect(rangeText({ min: 0, max: 0 })).toBe('0')
})

test('parts in any order followed by the envelope show the same as the envelope alone', () => {
  const post = (id: string) => ({
    id,
    title: id,
    score: 1,
    comments: 0,
    author: null,
    url: 'https://example.org/a',
    permalink: 'https://example.org/a',
    createdAt: '2026-11-20T10:00:00Z',
    domain: 'self.a',
    over18: false,
    selfText: '',
    thumbnail: null,
  })
  const names = ['aa', 'bb', 'cc', 'dd']
  const envelope: BriefingEnvelope = {
    complete: true,
    data: {
      place: null,
      marine: [],
      alerts: [],
      reddit: names.map((subreddit) => ({ subreddit, posts: [post(subreddit)] })),
    },
    parts: names.map((name) => part('reddit', name)),
    meta: { generatedAt: '2026-11-20T12:00:00Z', budgetMs: 5_000, tookMs: 50, attribution: [] },
  }
  const asking = askingState({ ...defaultAsk, place: 'here', subreddits: names }, 0)
  const whole = String(answerView(withEnvelope(asking, envelope), null))
  fc.assert(
    fc.property(fc.shuffledSubarray(names, { minLength: 4 }), (order) => {
      const streamed = order.reduce(
        (state, name) => withPart(state, part('reddit', name), [post(name)]),
        asking,
      )
      expect(String(answerView(withEnvelope(streamed, envelope), null))).toBe(whole)
    }),
  )
})

test('foreign text never becomes markup', () => {
  const evil = '<img src=x onerror=alert(1)>"\'&'
  const state = withTrouble(askingState({ ...defaultAsk, place: evil, subreddits: [evil] }, 0), {
    title: evil,
    detail: evil,
    code: evil,
    errors: [{ name: evil, message: evil }],
    parts: [
      part('marine', evil, {
        status: 'failed',
        fetchedAt: null,
        provider: evil,
        error: { code: 'upstream_error', status: 502, title: evil, detail: evil },
      }),
    ],
  })
  expect(String(answerView(state, null))).not.toMatch(/<img|onerror=alert\(1\)>"/)
})
