// Many requests on one isolate of workerd, interleaved, some given up by their clients.
import { type ClientRequest, request as open } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unhurried } from '../support/unhurried.ts'
import { type Edge, openEdge } from './served-bundle.ts'

let edge: Edge
beforeAll(async () => {
  // So few in flight that requests which are not taken off the count would soon shut everybody out.
  edge = await openEdge({ ...unhurried, MAX_IN_FLIGHT: '250' }, { latencyMs: 40 })
})
afterAll(() => edge?.close())

/** Keys that many share and keys of one's own. */
const pathOf = (round: number, index: number): string =>
  [
    '/v1/marine/forecasts?group=chesapeake',
    `/v1/reddit/top?subreddits=shared${round},own${round}x${index}`,
    `/v1/briefing?place=38.97,-76.49&count=4&subreddits=shared${round}`,
    `/v1/geocode?place=Annapolis,%20MD&place=Norfolk,%20VA`,
  ][index % 4] ?? '/'

interface Client {
  call: ClientRequest
  leaves: boolean
  /** What came, or null for a connection that has ended before. */
  answer: Promise<{ status: number | undefined; body: string } | null>
}

function client(round: number, index: number): Client {
  const accept = index % 3 === 0 ? 'text/event-stream' : 'application/json'
  const headers = { accept }
  const call = open(edge.url + pathOf(round, index), { agent: false, headers })
  const answer = new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    call.on('error', reject)
    call.on('response', (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject)
    })
  }).catch(() => null)
  call.end()
  return { call, leaves: index % 5 === 1 || index % 5 === 3, answer }
}

const outcomes = (): unknown[] =>
  edge
    .lines()
    .filter(({ event }) => event === 'request')
    .map(({ outcome }) => outcome)

/** What is held for a request at an upstream, or waits there. */
const busy = async (): Promise<{ inUse: number; queued: number }[]> => {
  const response = await fetch(`${edge.url}/v1/sources`)
  const { sources } = (await response.json()) as {
    sources: { providers: { concurrency: { inUse: number; queued: number } }[] }[]
  }
  return sources
    .flatMap(({ providers }) => providers.map(({ concurrency }) => concurrency))
    .filter(({ inUse, queued }) => inUse > 0 || queued > 0)
}

test('concurrent first requests all get a value that is created once', async () => {
  const paths = ['/', '/docs', '/openapi.json', '/problems/deadline']
  const asked = Array.from({ length: 40 }, (_, index) => fetch(edge.url + paths[index % paths.length]))
  const texts = await Promise.all(asked.map(async (answer) => (await answer).text()))
  expect(new Set(texts).size).toBe(paths.length)
})

test.each([1, 2, 3])(
  'round %i of 200: callers that stay get whole answers, callers that leave do not affect them',
  async (round) => {
    const before = edge.sandbox.sandbox.calls.length
    const clients = Array.from({ length: 200 }, (_, index) => client(round, index))
    while (edge.sandbox.sandbox.calls.length < before + 10)
      await new Promise((resolve) => setImmediate(resolve))
    // A reset, as an edge tells its worker that a client is gone; workerd does not hear a mere end of input.
    for (const { call, leaves } of clients) if (leaves) call.socket?.resetAndDestroy()
    const staying = await Promise.all(clients.filter(({ leaves }) => !leaves).map(({ answer }) => answer))
    expect(staying.map((answer) => answer?.status)).toEqual(Array.from({ length: 120 }, () => 200))
    expect(staying.filter((answer) => answer?.body.includes('"complete":false'))).toEqual([])
    expect(staying.every((answer) => answer?.body.includes('"complete":true'))).toBe(true)
    await expect.poll(() => outcomes().length).toBeGreaterThanOrEqual(40 + 120 * round)
    await expect.poll(busy).toEqual([])
  },
)

test('callers that left are counted as gone, and nothing is held for them', async () => {
  expect(outcomes()).toContain('gone')
  expect(outcomes()).not.toContain('refused')
  expect(await busy()).toEqual([])
})

test('the platform logged no error', () => {
  expect(edge.complaints()).toEqual([])
  expect(edge.lines().filter(({ event }) => event === 'bug')).toEqual([])
})
