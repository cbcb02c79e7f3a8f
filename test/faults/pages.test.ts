// The faults of the matrix against a page, whose answers mean something else: a status is news, and nothing is asked twice.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ variables: { PAGES_TIMEOUT_MS: '500', PAGES_RPS: '0', PAGES_FRESH_MS: '0' } })
})
afterAll(() => stage.close())

const failures: Readonly<Record<string, [number, string, number]>> = {
  never: [504, 'upstream_timeout', 1],
  'slow-headers': [504, 'upstream_timeout', 1],
  trickle: [504, 'upstream_timeout', 1],
  refuse: [502, 'upstream_unreachable', 1],
  reset: [502, 'upstream_unreachable', 1],
  'reset-body': [502, 'upstream_unreachable', 1],
  garbage: [502, 'upstream_invalid', 1],
  giant: [502, 'upstream_too_large', 1],
  'gzip-bomb': [502, 'upstream_too_large', 1],
  'redirect-loop': [502, 'upstream_error', 6],
  'redirect-private': [403, 'forbidden', 1],
}

const faultsOfTime = ['never', 'slow-headers', 'trickle']

/** Faults that other upstreams report as failures and pages as results. */
const found: Readonly<Record<string, object>> = {
  '500': { status: 500 },
  '503': { status: 503, bytes: 0, words: null },
  '429': { status: 429 },
  html: { status: 200, title: 'Checking your connection' },
  truncate: { status: 200 },
  empty: { status: 200, bytes: 0, title: null, words: 0 },
}

async function play(fault: string) {
  const { app, server, service, through } = stage
  const { faults, calls } = server.sandbox
  const url = `${server.url}/pages/${fault}-harbour`
  const ask = async () => {
    const asking = Promise.resolve(app.request(`/v1/pages?url=${encodeURIComponent(url)}`))
    const response = await (faultsOfTime.includes(fault) ? through(asking) : asking)
    return { status: response.status, body: await response.json() }
  }
  server.sandbox.reset()
  faults.set([{ match: '/pages/', fault }])
  const answer = await ask()
  const asked = calls.length
  faults.clear()
  const [view] = service.built('pages').view().providers
  expect(view).toMatchObject({ breaker: 'closed', concurrency: { limit: 16, inUse: 0, queued: 0 } })
  expect((await ask()).body).toMatchObject({ complete: true, data: { pages: [{ status: 200 }] } })
  return { ...answer, asked }
}

test.each(Object.entries(failures))(
  '%s fails the part, and the next request succeeds',
  async (fault, expected) => {
    const { status, body, asked } = await play(fault)
    expect([status, body.code, asked]).toEqual(expected)
  },
)

test.each(Object.entries(found))('%s is a result, requested once', async (fault, page) => {
  const { status, body, asked } = await play(fault)
  expect([status, asked]).toEqual([200, 1])
  expect(body.data.pages).toMatchObject([page])
})
