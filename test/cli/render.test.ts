import type { Advisory, Forecast, Part, SourceView, Zone } from 'tributary-client'
import { TributaryError } from 'tributary-client'
import { expect, test } from 'vitest'
import { renderAdvisories, renderForecasts } from '../../src/cli/render/forecast.ts'
import { renderParts } from '../../src/cli/render/parts.ts'
import { renderError } from '../../src/cli/render/problem.ts'
import { renderProgress } from '../../src/cli/render/progress.ts'
import { renderSources } from '../../src/cli/render/sources.ts'
import { createStyle } from '../../src/cli/render/style.ts'
import { renderMatches } from '../../src/cli/render/zones.ts'
import { UsageError } from '../../src/cli/usage-error.ts'

const now = Date.UTC(2026, 10, 20, 12)
const plain = createStyle({ hasColours: false, columns: 70, now })
const colourful = createStyle({ hasColours: true, columns: 70, now })

const zone: Zone = {
  id: 'ANZ532',
  name: 'Chesapeake Bay from Sandy Point to North Beach MD',
  kind: 'coastal',
  office: 'LWX',
  lat: null,
  lon: null,
  timeZone: null,
  sameCode: null,
  textUrl: null,
}
const range = (min: number, max: number) => ({ min, max })
const forecast: Forecast = {
  zone,
  issuedAt: '2026-11-20T08:00:00Z',
  expiresAt: '2026-11-20T18:00:00Z',
  expired: false,
  advisory: 'GALE WARNING IN EFFECT UNTIL 6 AM',
  headlines: ['GALE WARNING IN EFFECT UNTIL 6 AM', 'DENSE FOG IS EXPECTED'],
  synopsis: 'High pressure builds.',
  hazards: [{ kind: 'gale-warning', text: 'GALE WARNING IN EFFECT UNTIL 6 AM', from: null, until: null }],
  periods: [
    {
      name: 'TONIGHT',
      startsAt: null,
      endsAt: null,
      text: 'W to NW winds 15 to 25 kt with gusts up to 35 kt. Waves 3 ft. Showers.',
      wind: [{ direction: 'W-NW', speedKt: range(15, 25), gustKt: 35, when: null }],
      seas: [{ heightFt: range(3, 3), occasionalFt: 5, dominantPeriodS: null, when: 'late' }],
      waveDetail: [{ direction: 'SE', heightFt: range(2, 2), periodS: 5 }],
      visibilityNm: range(1, 3),
      weather: ['showers'],
      unparsed: [],
    },
  ],
  raw: null,
}

test('a forecast shows its zone and age, hazards first, then one line per period', () => {
  expect(renderForecasts([forecast], plain)).toEqual([
    'ANZ532  Chesapeake Bay from Sandy Point to North Beach MD  LWX · issued 4 h ago',
    '  ⚠ GALE WARNING IN EFFECT UNTIL 6 AM',
    '  DENSE FOG IS EXPECTED',
    '  TONIGHT  W-NW 15-25 kt gust 35 · 3 ft occ. 5 (late) · SE swell 2 ft',
    '           at 5 s · visibility 1-3 nm · showers',
  ])
})

test("the forecaster's words are shown on demand, and for periods without typed values", () => {
  const words = renderForecasts([forecast], plain, { words: true }).join('\n')
  expect(words).toContain('High pressure builds.')
  expect(words).toContain('TONIGHT  W to NW winds 15 to 25 kt with gusts')
  const [period] = forecast.periods
  const untyped = {
    ...forecast,
    periods: [{ ...period, wind: [], seas: [], waveDetail: [], visibilityNm: null, weather: [] }],
  }
  expect(renderForecasts([untyped as unknown as Forecast], plain).join('\n')).toContain('W to NW winds')
})

test('a warning and an advisory have different colours, and an expired text is marked', () => {
  const warning = renderForecasts([{ ...forecast, expired: true }], colourful).join('\n')
  expect(warning).toContain('\u001b[1;31m  ⚠ GALE WARNING')
  expect(warning).toContain('EXPIRED')
  const advisory = renderForecasts(
    [
      {
        ...forecast,
        hazards: [{ ...forecast.hazards[0], kind: 'small-craft-advisory' } as Forecast['hazards'][0]],
      },
    ],
    colourful,
  )
  expect(advisory.join('\n')).toContain('\u001b[33m  ⚠ GALE WARNING')
})

test('a zone with nothing in effect takes one line', () => {
  const quiet: Advisory = { zone, advisory: '', headlines: [], hazards: [], expiresAt: null, expired: false }
  expect(renderAdvisories([quiet], plain)).toEqual([
    'ANZ532  Chesapeake Bay from Sandy Point to North Beach MD  nothing in effect',
  ])
})

const part: Part = {
  source: 'marine',
  key: 'ANZ532',
  provider: 'tgftp',
  status: 'fresh',
  fetchedAt: '2026-11-20T11:50:00Z',
  tookMs: 30,
  attempts: 1,
}
const failed: Part = {
  ...part,
  source: 'reddit',
  key: 'sailing',
  status: 'failed',
  fetchedAt: null,
  error: { code: 'upstream_timeout', status: 504, title: 'Too late', detail: 'no answer in 1500 ms' },
}
const meta = {
  generatedAt: '2026-11-20T12:00:00Z',
  budgetMs: 5_000,
  tookMs: 1_503,
  attribution: ['© Contributors'],
}

test('failed parts are listed with reason and advice, stale ones with their age', () => {
  expect(
    renderParts({ parts: [part, failed, { ...part, status: 'stale', key: 'ANZ533' }], meta }, plain),
  ).toEqual([
    '✗ reddit sailing: no answer in 1500 ms (upstream_timeout)',
    '  Try again shortly; `/v1/sources` shows the state of the upstream.',
    '~ marine ANZ533 is stale · 10 min ago · from tgftp',
    '2 of 3 parts · in 1.5 s · oldest fetched 10 min ago · © Contributors',
  ])
})

const problemOf = (more: object) => ({
  type: '/problems/invalid_request',
  title: 'x',
  status: 400,
  detail: 'two faults',
  instance: '/v1/geocode',
  code: 'invalid_request' as const,
  requestId: 'r-1',
  ...more,
})

test('an error shows every fault, the advice, and when to retry', () => {
  const problem = problemOf({
    errors: [
      { in: 'query', name: 'place', message: 'a place is required' },
      { in: 'query', name: 'count', message: 'too large' },
    ],
  })
  const lines = renderError(
    new TributaryError('invalid_request', 'two faults', { status: 400, problem }),
    plain,
  )
  expect(lines.slice(0, 3)).toEqual([
    'tributary: two faults (invalid_request)',
    '  place: a place is required',
    '  count: too large',
  ])
  const refused = renderError(
    new TributaryError('overloaded', 'full', { status: 503, retryAfterMs: 4_000 }),
    plain,
  )
  expect(refused.at(-1)).toBe('  Retry after 4 s.')
  const all = renderError(
    new TributaryError('upstream_timeout', 'all failed', {
      status: 504,
      problem: problemOf({ parts: [failed] }),
    }),
    plain,
  )
  expect(all.filter((line) => line.includes('(upstream_timeout)'))).toEqual([
    '✗ reddit sailing: no answer in 1500 ms (upstream_timeout)',
  ])
  expect(renderError(new UsageError(['a', 'b']), plain)).toEqual(['tributary: a', 'tributary: b'])
})

test('matches are marked, with brackets if there are no colours', () => {
  const match = {
    zone,
    kind: 'period' as const,
    period: 'TONIGHT',
    expired: false,
    snippet: [
      { text: 'W winds. ', match: false },
      { text: 'Patchy fog', match: true },
      { text: ' late', match: false },
    ],
    cut: { before: false, after: true },
  }
  expect(renderMatches({ matches: [match, match], total: 5 }, plain)).toEqual([
    'ANZ532  Chesapeake Bay from Sandy Point to North Beach MD',
    '  TONIGHT: W winds. [Patchy fog] late …',
    '  TONIGHT: W winds. [Patchy fog] late …',
    'and 3 more: raise --limit',
  ])
  expect(renderMatches({ matches: [match], total: 1 }, colourful).join('')).toContain(
    '\u001b[1;33mPatchy\u001b[0m',
  )
  expect(renderMatches({ matches: [], total: 0 }, plain)).toHaveLength(1)
})

test('the table of sources highlights problems', () => {
  const provider: SourceView['providers'][0] = {
    name: 'tgftp',
    baseUrl: null,
    breaker: 'closed',
    concurrency: { limit: 16, inUse: 2, queued: 0 },
    rate: { perSecond: null, available: null },
    latencyMs: { p50: 31.4, p95: 80, p99: 90 },
    calls: 120,
    failures: 1,
    retries: 0,
    lastError: null,
  }
  const broken = {
    ...provider,
    name: 'nws-products',
    breaker: 'open' as const,
    lastError: { code: 'upstream_error' as const, at: '2026-11-20T11:59:30Z' },
  }
  const view = {
    name: 'marine',
    providers: [provider, broken],
    cache: { entries: 3, bytes: 2_048, hits: 1, misses: 2, stale: 0 },
  }
  const lines = renderSources([view], plain)
  expect(lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
    ' breaker in use queued calls failed p50 ms p95 ms',
    'marine cache: 3 in 2 KB, 1 hits, 2 misses, 0 stale',
    ' tgftp closed 2/16 0 120 1 31 80',
    ' nws-products open 2/16 0 120 1 31 80',
    ' last error: upstream_error 30 s ago',
  ])
  expect(renderSources([view], colourful).at(-2)).toContain('\u001b[1;31m')
})

test('progress takes at most one line', () => {
  expect(renderProgress({ done: 3, total: 6, label: 'marine' }, { ...plain, columns: 40 })).toBe(
    '███████░░░░░░ 3/6 marine',
  )
  expect(renderProgress({ done: 0, total: 0, label: 'x'.repeat(200) }, plain).length).toBeLessThan(70)
  expect(renderProgress({ done: 9, total: 6 }, plain)).toContain('█ 9/6')
})
