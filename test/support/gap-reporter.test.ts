import { expect, test } from 'vitest'
import { gapsOf } from './gap-reporter.ts'
import { named, needs } from './needs.ts'

const redis = { proves: 'Redis', missing: 'no redis-server' }
const browser = { proves: 'pages in a browser', missing: 'no chromium' }
const samples = { proves: 'real bodies', missing: null }
const known = [browser, redis, samples]

test('a run without skipped tests has no gaps', () => {
  expect(gapsOf([], known)).toEqual([])
})

test('each missing requirement is listed once, with the tests it would enable', () => {
  const names = ['a', 'b'].map((name) => named(name, redis)).concat(`${named('pages', browser)} > home`)
  expect(gapsOf(names, known)).toEqual(['not run: pages in a browser (no chromium), Redis (no redis-server)'])
})

test('tests skipped for an unknown reason are listed too', () => {
  expect(gapsOf([named('a', redis), named('b', samples)], known)).toEqual([
    'not run: Redis (no redis-server), 1 more, skipped or filtered',
  ])
})

test('every requirement has its own reason', () => {
  const reasons = Object.values(needs).flatMap(({ missing }) => missing ?? [])
  expect(new Set(reasons).size).toBe(reasons.length)
})
