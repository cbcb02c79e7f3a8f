import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formOf } from '../../src/define/job-form.ts'
import { features } from '../../src/features/index.ts'
import type { Job } from '../../src/jobs/job.ts'
import type { Part } from '../../src/parts/part.ts'
import { jobListFrame } from '../../src/web/page/jobs/job-list.ts'
import { orderOf } from '../../src/web/page/jobs/job-order.ts'
import { tally } from '../../src/web/page/jobs/job-parts.ts'
import {
  type JobState,
  unreadJob,
  type WholeJob,
  withLanded,
  withProgress,
  withWhole,
} from '../../src/web/page/jobs/job-state.ts'
import { jobFrame } from '../../src/web/page/jobs/job-view.ts'
import { part } from './part.ts'

const now = Date.UTC(2026, 10, 20, 12, 0, 30)
const forms = features.flatMap(({ jobs }) => jobs).map(formOf)
const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString()

const job = (more: Partial<Job> = {}): Job => ({
  id: 'a1b2c3d4e5',
  kind: 'geocode',
  state: 'running',
  progress: { done: 0, total: 3 },
  failedParts: 0,
  createdAt: at(0),
  startedAt: at(0),
  endedAt: null,
  expiresAt: null,
  ...more,
})

const ended = (state: 'done' | 'failed' | 'cancelled', more: Partial<Job> = {}): Job =>
  job({ state, endedAt: at(1), expiresAt: at(9), ...more })

const place = (query: string) => ({
  query,
  name: query,
  displayName: `${query}, USA`,
  lat: 38.97,
  lon: -76.49,
})

const missed = (key: string): Part =>
  part('geocode', key, {
    status: 'failed',
    fetchedAt: null,
    error: { code: 'not_found', status: 404, title: 'Not found', detail: 'no such place' },
  })

const whole = (of: Job, parts: Part[], data: unknown): WholeJob => ({
  ...of,
  result: {
    complete: true,
    data,
    parts,
    meta: { generatedAt: at(1), budgetMs: 30_000, tookMs: 1, attribution: ['© Contributors'] },
  },
})

const shown = (state: JobState): string => String(jobFrame(state, { requiresKey: false }))
const of = (one: Job, parts: Part[] = [], data: unknown = { places: [] }): string =>
  shown(withWhole(unreadJob(one.id, now), whole(one, parts, data)))

describe('a job', () => {
  test('shows the same whether its parts arrive one by one or at once', () => {
    const keys = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 6 })
    fc.assert(
      fc.property(keys, fc.func(fc.boolean()), (names, isMissed) => {
        const parts = names.map((key) => (isMissed(key) ? missed(key) : part('geocode', key)))
        const found = names.filter((key) => !isMissed(key)).map(place)
        const one = job({ progress: { done: names.length, total: 9 } })
        const read = withWhole(unreadJob(one.id, now), whole(one, parts, { places: found }))
        const begun = withWhole(unreadJob(one.id, now), whole(job(), [], { places: [] }))
        const followed = parts.reduce(
          (state, landed) =>
            withLanded(state, landed, found.find(({ query }) => query === landed.key) ?? null),
          begun,
        )
        expect(shown(withProgress(followed, one.progress))).toBe(shown(read))
      }),
    )
  })

  test('shows a part once, even if a resumed stream repeats it', () => {
    const state = withWhole(
      unreadJob('a1', now),
      whole(job(), [part('geocode', 'A')], { places: [place('A')] }),
    )
    expect(withLanded(state, part('geocode', 'A'), place('A')).landed).toEqual(state.landed)
  })

  test('has its failed parts first, with the reason', () => {
    const text = of(job(), [part('geocode', 'A'), missed('B')], { places: [place('A')] })
    expect(text.indexOf('no such place')).toBeGreaterThan(0)
    expect(text.indexOf('no such place')).toBeLessThan(text.indexOf('A, USA'))
    expect(text).toContain('1 failed, 1 fresh')
  })

  test('can be cancelled until it has ended', () => {
    expect(of(job({ state: 'pending', startedAt: null }))).toContain('action="/jobs/a1b2c3d4e5/cancel"')
    expect(of(job())).toContain('Cancel this job')
    for (const state of ['done', 'failed', 'cancelled'] as const) {
      expect(of(ended(state))).not.toContain('/cancel')
    }
  })

  test('says until when its result is kept', () => {
    expect(of(ended('done'))).toContain('Done after 60 s.')
    expect(of(ended('cancelled', { endedAt: at(80) }))).toContain('Cancelled after 80 min.')
    expect(of(ended('done'))).toContain('Fri 12:09 PM UTC')
  })

  test('says why it failed as a whole', () => {
    const error = { code: 'internal' as const, status: 500, title: 'A bug', detail: 'it was cut off' }
    expect(of(ended('failed', { error }))).toContain('it was cut off')
  })

  test('counts one part in the singular', () => {
    expect(of(job({ progress: { done: 0, total: 1 } }))).toContain('0 of 1 part<')
  })

  test('says that it waits to start', () => {
    expect(of(job({ state: 'pending', startedAt: null }))).toContain('Waiting to start: 0 of 3 parts')
  })

  test('is running as soon as a part has completed', () => {
    const waiting = withWhole(unreadJob('a1', now), whole(job({ state: 'pending', startedAt: null }), [], {}))
    expect(withProgress(waiting, { done: 0, total: 3 }).job?.state).toBe('pending')
    expect(withProgress(waiting, { done: 1, total: 3 }).job?.state).toBe('running')
  })

  test.each([
    ['gone', 'Start it again'],
    ['not_found', 'recent jobs'],
    ['unavailable', 'Try again after'],
  ])('that cannot be shown says what to do: %s', (code, words) => {
    const trouble = { title: 'It is not here', detail: 'for a reason', code }
    expect(shown({ ...unreadJob('a1', now), trouble })).toContain(words)
  })

  test('prints foreign text as text, not as markup', () => {
    const text = of(job(), [part('geocode', '<b>x</b>')], {
      places: [{ ...place('<b>x</b>'), displayName: '<i>' }],
    })
    expect(text).not.toMatch(/<b>x|<i>/)
  })
})

test('parts are counted by status', () => {
  const landed = (status: Part['status']) => ({ part: part('marine', status, { status }), piece: null })
  expect(tally([landed('fresh'), landed('stale'), landed('fresh')])).toBe('1 stale, 2 fresh')
  expect(tally([])).toBe('')
})

test.each([
  [
    { kind: 'forecasts', by: 'office', which: ' LWX ' },
    { kind: 'forecasts', office: 'LWX' },
  ],
  [
    { kind: 'advisories', by: 'prefix', which: 'ANZ5' },
    { kind: 'advisories', prefix: 'ANZ5' },
  ],
  [
    { kind: 'forecasts', by: 'zones', which: 'ANZ531, ANZ532\nANZ533' },
    { kind: 'forecasts', zones: ['ANZ531', 'ANZ532', 'ANZ533'] },
  ],
  [
    { kind: 'geocode', which: 'Annapolis, MD\r\n\r\n Solomons ' },
    { kind: 'geocode', places: ['Annapolis, MD', 'Solomons'] },
  ],
  [
    { kind: 'reddit', which: 'r/Sailing boating', t: 'week', limit: '2' },
    { kind: 'reddit', subreddits: ['r/Sailing', 'boating'], t: 'week', limit: 2 },
  ],
  [
    { kind: 'forecasts', by: 'near', which: '38.97,-76.49', count: '4', raw: 'on' },
    { kind: 'forecasts', near: '38.97,-76.49', count: 4, raw: true },
  ],
])('a form gives the body %j', (fields, body) => {
  const form = forms.find(({ kind }) => kind === fields.kind)
  expect(form && orderOf(fields, form)).toEqual(body)
})

test('every kind of job has a form, with an input for each of its fields', () => {
  const text = String(jobListFrame({ page: null, trouble: null, requiresKey: false, forms, now }))
  for (const { kind, fields } of forms) {
    expect(text).toContain(`<input type="hidden" name="kind" value="${kind}">`)
    for (const { name } of fields) expect(text).toContain(`id="${kind}-${name}"`)
  }
})

test('a rejected form keeps its values and lists every error', () => {
  const trouble = {
    title: 'Malformed',
    detail: 'one error',
    code: 'invalid_request',
    errors: [{ name: 'office', message: 'three letters' }],
  }
  const fields = { kind: 'advisories', by: 'office', which: 'nowhere' }
  const text = String(jobListFrame({ page: null, trouble, requiresKey: false, forms, fields, now }))
  expect(text).toContain('value="nowhere"')
  expect(text.match(/value="nowhere"/g)).toHaveLength(1)
  expect(text).toContain('<option value="office" selected>')
  expect(text).toContain('three letters')
})

test('a job that is done with failed parts is not shown as a success', () => {
  const badges = (failedParts: number): string => of(ended('done', { failedParts }))
  expect(badges(0)).toContain('class="badge job-done"')
  expect(badges(2)).toContain('class="badge job-partial">done, 2 failed<')
  expect(badges(2)).not.toContain('job-done')
})

test('the list links to each job and to older ones', () => {
  const page = { jobs: [job(), ended('cancelled', { id: 'ff00' })], nextCursor: 'x y' }
  const text = String(jobListFrame({ page, trouble: null, requiresKey: false, forms, now }))
  expect(text).toContain('href="/jobs/a1b2c3d4e5"')
  expect(text).toContain('kept until')
  expect(text).toContain('href="/jobs?cursor=x+y"')
})
