// The pages of jobs as a browser without a script meets them; the upstreams are the sandbox.
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { AppError } from '../../src/core/errors.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { openSqlQueue } from '../../src/entry/open-queue.ts'
import { createWebRuntime } from '../../src/runtime/web.ts'
import type { TestService } from '../support/service.ts'
import { jobServices, reaches } from './jobs-service.ts'

const { start, startStuck } = jobServices()

/** A form as a browser sends it from a page of the service. */
const form = (fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: {
    'content-type': 'application/x-www-form-urlencoded',
    'sec-fetch-site': 'same-origin',
    ...headers,
  },
  body: new URLSearchParams(fields).toString(),
})

const places = { kind: 'geocode', which: 'Annapolis, MD\nNowhere at all, XX' }

const zones = { kind: 'forecasts', by: 'zones', which: 'ANZ531 ANZ532' }

async function pageOf(response: Response): Promise<{ status: number; text: string }> {
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(response.headers.get('cache-control')).toContain('no-store')
  return { status: response.status, text: await response.text() }
}

/** Starts a job by a form, and gives the path of its page once it has ended. */
async function startEnded(service: TestService): Promise<string> {
  const { status, headers } = await service.get('/jobs', form(places))
  expect(status).toBe(303)
  const path = headers.get('location') ?? ''
  await reaches(service, `/v1${path}`, 'done')
  return path
}

test('a form starts a job and redirects to its page', async () => {
  const service = start()
  const path = await startEnded(service)
  const { status, text } = await pageOf(await service.get(path))
  expect(status).toBe(200)
  expect(text).toContain('2 of 2 parts, 1 failed')
  expect(text).toContain('<meta name="referrer" content="same-origin">')
  expect((await pageOf(await service.get('/jobs'))).text).toContain(`href="${path}"`)
})

test('an invalid form is shown again with its input and its faults', async () => {
  const answer = await start().get('/jobs', form({ kind: 'forecasts', by: 'office', which: 'nowhere' }))
  const { status, text } = await pageOf(answer)
  expect(status).toBe(400)
  expect(text).toContain('three letters of an office')
  expect(text).toContain('value="nowhere"')
})

test('a form cancels a job; a job that has ended is not changed', async () => {
  const { service } = startStuck()
  const { headers } = await service.get('/jobs', form(zones))
  const path = headers.get('location') ?? ''
  for (const _ of ['running', 'cancelled']) {
    const cancelled = await service.get(`${path}/cancel`, form({}))
    expect([cancelled.status, cancelled.headers.get('location')]).toEqual([303, path])
    expect((await service.json(`/v1${path}`)).body.state).toBe('cancelled')
  }
})

describe('a form from another origin is rejected', () => {
  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbouring host', { 'sec-fetch-site': 'same-site' }],
  ])('%s', async (_, headers) => {
    const service = start()
    const { status, text } = await pageOf(await service.get('/jobs', form(places, headers)))
    expect(status).toBe(403)
    expect(text).toContain('forms are accepted only from pages of this service')
    expect((await service.json('/v1/jobs')).body.jobs).toEqual([])
  })

  test.each([
    ['the origin of the page', 'http://here.test', 303],
    ['another origin', 'http://there.test', 403],
    ['an origin that is hidden', 'null', 403],
    ['no origin', undefined, 403],
  ])('with no other header than Origin: %s', async (_, origin, status) => {
    const { 'sec-fetch-site': __, ...headers } = form(places).headers as Record<string, string>
    const sent = { ...headers, host: 'here.test', ...(origin !== undefined && { origin }) }
    const service = start({ ALLOWED_HOSTS: 'here.test' })
    expect((await service.get('/jobs', { ...form(places), headers: sent })).status).toBe(status)
  })

  test('with a media type that forms cannot send', async () => {
    const json = form(places, { 'content-type': 'application/json' })
    expect((await start().get('/jobs', json)).status).toBe(415)
  })

  test('without cancelling the job', async () => {
    const { service } = startStuck()
    const path = (await service.get('/jobs', form(zones))).headers.get('location') ?? ''
    const refused = await service.get(`${path}/cancel`, form({}, { 'sec-fetch-site': 'cross-site' }))
    expect(refused.status).toBe(403)
    expect((await service.json(`/v1${path}`)).body.state).not.toBe('cancelled')
  })
})

test('the pages of expired and unknown jobs say what to do', async () => {
  const service = start()
  const path = await startEnded(service)
  const nobodys = await pageOf(await service.get('/jobs/0123456789'))
  expect(nobodys.status).toBe(404)
  expect(nobodys.text).toContain('recent jobs')
  service.age(501_000)
  const gone = await pageOf(await service.get(path))
  expect(gone.status).toBe(410)
  expect(gone.text).toContain('Start it again')
})

test('with API keys, a page without a key shows only a field for it', async () => {
  const digest = createHash('sha256').update('key-of-ann').digest('hex')
  const service = start({ API_KEYS: `ann:${digest}` })
  const { body } = await service.json('/v1/jobs', {
    method: 'POST',
    headers: { authorization: 'Bearer key-of-ann', 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'geocode', places: ['Annapolis, MD'] }),
  })
  for (const path of ['/jobs', `/jobs/${body.id}`]) {
    const { status, text } = await pageOf(await service.get(path))
    expect([path, status]).toEqual([path, 401])
    expect(text).toContain('id="key"')
    expect(text).not.toContain('Annapolis')
  }
  expect((await service.get('/jobs', form(places))).status).toBe(401)
})

/** A service whose job store is unreachable or absent. */
function composed(jobs: 'unreachable' | 'none') {
  const refuse = (): never => {
    throw new AppError('unavailable', 'the place where jobs are kept', { retryAfterMs: 2_000 })
  }
  return composeService({
    config: readConfig({}, registry),
    runtime: createWebRuntime(),
    compresses: false,
    ...(jobs === 'unreachable' && {
      openQueue: (kit) =>
        Object.assign(openSqlQueue(kit), {
          find: async () => refuse(),
          list: async () => refuse(),
          submit: async () => refuse(),
        }),
    }),
  }).app
}

test('a page reports that the job store is unavailable, with Retry-After', async () => {
  const app = composed('unreachable')
  for (const [path, init] of [
    ['/jobs', undefined],
    ['/jobs', form(places)],
  ] as const) {
    const answer = await app.request(path, init)
    expect(answer.headers.get('retry-after')).toBe('2')
    const { status, text } = await pageOf(answer)
    expect(status).toBe(503)
    expect(text).toContain('A part of this service is not available')
  }
})

test('the navigation links to jobs where the platform has them', async () => {
  const link = '<a href="/jobs">Jobs</a>'
  const paths = ['/', '/docs', '/problems', '/problems/gone', '/status']
  const [withJobs, without] = [composed('unreachable'), composed('none')]
  for (const path of paths) {
    expect([path, (await (await withJobs.request(path)).text()).includes(link)]).toEqual([path, true])
    expect([path, (await (await without.request(path)).text()).includes(link)]).toEqual([path, false])
  }
  expect((await without.request('/jobs')).status).toBe(404)
})
