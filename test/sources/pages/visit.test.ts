import { expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { createAttempt } from '../../../src/pipeline/attempt.ts'
import type { Outgoing } from '../../../src/pipeline/endpoint.ts'
import type { Reach } from '../../../src/runtime/runtime.ts'
import { visit } from '../../../src/sources/pages/visit.ts'
import { createContext } from '../../support/context.ts'
import { createScriptedRuntime, type Reply, type Upstream } from '../../support/scripted-runtime.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const reach: Reach = { isNamed: false, isLocal: false }
const endpoint = { provider: 'web', accept: 'text' } as const

/** A visit to pages that are answered by path; hosts that begin with `no` are not permitted. */
function visiting(upstream: Upstream, { maxBytes = 1_000 } = {}) {
  const clock = createVirtualClock()
  const runtime = createScriptedRuntime(clock, upstream)
  const permitted: string[] = []
  const exchange = visit({
    runtime,
    userAgent: 'tests',
    permit(url) {
      permitted.push(url.href)
      if (url.hostname.startsWith('no')) throw new AppError('forbidden', 'not named', { asked: false })
      return reach
    },
    readText: (body) => new TextDecoder().decode(body),
  })
  const call = createAttempt({ clock, timeoutMs: 5_000, exchange })
  const ask = async (url = 'https://page.test/a', traceparent = '00-1-2-01') => {
    const outgoing: Outgoing = { source: 'pages', endpoint, request: { url }, input: {}, maxBytes }
    const answer = call(outgoing, createContext(clock, { traceparent }))
    answer.catch(() => {})
    await clock.advance(1_000)
    return answer
  }
  return { ask, runtime, permitted }
}

const to =
  (location: string, status = 302): Upstream =>
  ({ url }): Reply =>
    url.endsWith('/a') ? { status, headers: { location } } : { body: 'found', headers: {} }

test('accepts any response as the result', async () => {
  const { ask } = visiting(() => ({
    status: 503,
    headers: { 'content-type': 'text/x' },
    body: 'out',
    afterMs: 40,
  }))
  await expect(ask()).resolves.toMatchObject({
    text: 'out',
    facts: {
      visited: {
        url: 'https://page.test/a',
        redirects: 0,
        status: 503,
        contentType: 'text/x',
        bytes: 3,
        tookMs: 40,
      },
    },
  })
})

test('sends our own headers and nothing of the caller’s, with the reach that was permitted', async () => {
  const { ask, runtime } = visiting(to('/b'))
  await ask()
  expect(runtime.requests).toHaveLength(2)
  for (const { headers, reach: given, method } of runtime.requests) {
    expect(headers).toEqual({ 'user-agent': 'tests', accept: '*/*', via: '1.1 tributary' })
    expect([given, method]).toEqual([reach, 'GET'])
  }
})

test.each([301, 302, 303, 307, 308])(
  'follows a %i anywhere it is permitted, and asks for each',
  async (status) => {
    const { ask, permitted, runtime } = visiting(to('https://other.test/b#part', status))
    await expect(ask()).resolves.toMatchObject({
      facts: { visited: { url: 'https://other.test/b', redirects: 1 } },
    })
    expect(permitted).toEqual(['https://page.test/a', 'https://other.test/b'])
    expect(runtime.open).toBe(0)
  },
)

test.each([
  ['https://no.test/', 'forbidden', 'it redirects to a forbidden address: not named'],
  ['http://page.test/b', 'forbidden', 'it redirects from https to http'],
  ['http://[::1', 'upstream_error', 'it redirects to something that is not a URL'],
  [`/${'x'.repeat(2_000)}`, 'upstream_error', 'it redirects to something that is not a URL'],
  ['/a', 'upstream_error', 'it redirects more than 5 times'],
])('does not follow a redirect to %s', async (location, code, message) => {
  const { ask, runtime } = visiting(to(location))
  await expect(ask()).rejects.toMatchObject({ code, message, wasAsked: true })
  expect(runtime.requests).toHaveLength(location === '/a' ? 6 : 1)
  expect(runtime.open).toBe(0)
})

test('a redirect without a target is a page, and so is a 304', async () => {
  for (const status of [302, 304]) {
    const { ask } = visiting(() => ({ status, headers: {} }))
    await expect(ask()).resolves.toMatchObject({ facts: { visited: { status, redirects: 0 } } })
  }
})

test('a URL that is not permitted is refused without a request', async () => {
  const { ask, runtime } = visiting(() => ({}))
  await expect(ask('https://no.test/')).rejects.toMatchObject({ code: 'forbidden', wasAsked: false })
  expect(runtime.requests).toEqual([])
})

test('a body above the maximum is too large', async () => {
  const { ask, runtime } = visiting(() => ({ body: ['x'.repeat(600), 'x'.repeat(600)] }))
  await expect(ask()).rejects.toMatchObject({ code: 'upstream_too_large' })
  expect(runtime.open).toBe(0)
})
