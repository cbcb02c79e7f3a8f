// The sources against the sandbox that plays their upstreams, through the real pipeline.

import { createSandbox } from 'tributary-sandbox/app.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { expect, test } from 'vitest'
import type { Answer } from '../../src/pipeline/call.ts'
import type { UpstreamRequest } from '../../src/runtime/runtime.ts'
import { allZones } from '../../src/sources/marine/catalogue/zones.ts'
import { marine } from '../../src/sources/marine/source.ts'
import { reddit } from '../../src/sources/reddit/source.ts'
import { buildForTest } from '../support/built-source.ts'
import type { Reply } from '../support/scripted-runtime.ts'

const startsAt = Date.UTC(2026, 10, 20, 12)
const environment: Record<string, string> = sandboxUrls('http://sandbox.test')

/** The sandbox as an upstream; paths that match `without` are missing. */
function sandbox(without?: RegExp) {
  const { app } = createSandbox({ clock: { now: () => startsAt } })
  return async ({ url, method, headers, body }: UpstreamRequest): Promise<Reply> => {
    if (without?.test(url)) return { status: 404, headers: { 'content-type': 'text/plain' }, body: '' }
    const init = body === undefined ? { method, headers } : { method, headers, body }
    const response = await app.fetch(new Request(url, init))
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    }
  }
}

const valuesOf = <Out>(results: readonly PromiseSettledResult<Answer<Out>>[]): Out[] =>
  results.map((result) => {
    if (result.status === 'fulfilled') return result.value.value
    throw result.reason
  })

// One of each office and kind, so that every product of the sandbox is read.
const zones = [
  ...Map.groupBy(allZones(), ({ kind, office, product }) => `${kind} ${office} ${product}`).values(),
]
  .flatMap(([first]) => (first ? [first.id] : []))
  .map((zone) => ({ zone }))

test('a zone of every office and kind has a forecast in its file, and the same in the product of its office', async () => {
  const ask = async (without?: RegExp) =>
    valuesOf(await buildForTest(marine, sandbox(without), { environment, startsAt }).askAll(zones))
  const [files, products] = [await ask(), await ask(/\/marine\//)]
  expect(files.filter(({ periods, issuedAt }) => periods.length === 0 || issuedAt === null)).toEqual([])
  expect(products.map(({ periods, headlines }) => ({ periods, headlines }))).toEqual(
    files.map(({ periods, headlines }) => ({ periods, headlines })),
  )
})

test.each([{}, { REDDIT_CLIENT_ID: 'client', REDDIT_CLIENT_SECRET: 'secret' }])(
  'subreddits behave as their names say, with %o',
  async (credentials) => {
    const source = buildForTest(reddit, sandbox(), {
      environment: { ...environment, ...credentials },
      startsAt,
    })
    const names = ['python', 'empty_one', 'private_club', 'quarantined_one', 'banned_one', 'doesnotexist']
    const answers = await source.askAll(names.map((subreddit) => ({ subreddit, t: 'day', limit: 5 })))
    expect(
      answers.map((answer) =>
        answer.status === 'fulfilled'
          ? answer.value.value.items.length
          : (answer.reason as { code: string }).code,
      ),
    ).toEqual([5, 0, 'upstream_forbidden', 'upstream_forbidden', 'upstream_forbidden', 'not_found'])
  },
)
