import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/core/clock.ts'
import { type SpawnedService, spawnService } from '../support/spawn-service.ts'
import { createTurnstile, type Turnstile } from '../support/turnstile.ts'
import { unhurried } from '../support/unhurried.ts'

let sandbox: SandboxServer
let delays: Turnstile
beforeEach(async () => {
  delays = createTurnstile()
  sandbox = await serveSandbox({ clock: { ...systemClock, after: delays.after } })
})
afterEach(() => sandbox.close())

const start = (variables: Record<string, string> = {}): Promise<SpawnedService> =>
  spawnService({ ...sandboxUrls(sandbox.url), ...unhurried, SHUTDOWN_GRACE_MS: '60000', ...variables })

/** Resolves when this many requests have reached the upstreams. */
async function reached(count: number): Promise<void> {
  while (sandbox.sandbox.calls.length < count) await new Promise((resolve) => setImmediate(resolve))
}

/** A connection of its own, to send several requests over. */
async function dial(
  url: string,
): Promise<{ socket: Socket; send(path: string): void; ended: Promise<string> }> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const ended = once(socket, 'close').then(() => text)
  return { socket, send: (path) => socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`), ended }
}

test('on SIGTERM it becomes unready, finishes requests in flight, and accounts for every request', async () => {
  sandbox.sandbox.setLatency(1)
  const service = await start({ OPS_PORT: '0' })
  const connection = await dial(service.url)
  const paths = ['sailing', 'boating', 'knots', 'tides'].map((name) => `/v1/reddit/top?subreddits=${name}`)
  connection.send(paths[0] ?? '')
  const answers = paths
    .slice(1)
    .map((path) => fetch(service.url + path, { headers: { connection: 'close' } }))
  await reached(4)
  service.signal('SIGTERM')
  await service.logged('draining')
  // On a connection that is still busy, and on the operator's port; no new request is admitted.
  connection.send('/readyz')
  const ready = await fetch(`${service.operatorUrl}/readyz`, { headers: { connection: 'close' } })
  expect(ready.status).toBe(503)
  await expect(fetch(`${service.url}/readyz`)).rejects.toThrow('fetch failed')

  delays.pass()
  const bodies = await Promise.all(answers.map(async (answer) => (await answer).json()))
  expect(bodies.map(({ complete }) => complete)).toEqual([true, true, true])
  const held = await connection.ended
  expect(held.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503'])
  expect(held).toContain('"complete":true')

  const { code, lines, errors } = await service.ended()
  expect({ code, errors }).toEqual({ code: 0, errors: '' })
  const log = lines.map((line) => JSON.parse(line))
  expect(log.at(-1)).toMatchObject({
    msg: 'stopped',
    accepted: 6,
    answered: 6,
    refused: 0,
    gone: 0,
    lost: 0,
    forced: false,
  })
})

test('a request that outlasts the grace period is ended and accounted for', async () => {
  const service = await start({ SHUTDOWN_GRACE_MS: '200' })
  sandbox.sandbox.faults.set([{ match: '/r/sailing', fault: 'never' }])
  const answer = fetch(`${service.url}/v1/reddit/top?subreddits=sailing`, { headers: { prefer: 'wait=50' } })
  const settled = answer.then(
    ({ status }) => status,
    () => 'cut',
  )
  await reached(1)
  service.signal('SIGTERM')
  expect(await settled).toBe(503)
  const { code, lines } = await service.ended()
  expect(code).toBe(0)
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ msg: 'stopped', accepted: 1, answered: 1, lost: 0 })
})

const submit = async (service: SpawnedService, body: object): Promise<string> => {
  const answer = await fetch(`${service.url}/v1/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(body),
  })
  return ((await answer.json()) as { id: string }).id
}

test('a job continues within the grace period, and its stream shows the end', async () => {
  sandbox.sandbox.setLatency(1)
  const service = await start()
  const id = await submit(service, {
    kind: 'reddit',
    subreddits: ['sailing', 'boating', 'knots', 'tides', 'fog'],
  })
  const watched = await fetch(`${service.url}/v1/jobs/${id}/events`)
  await reached(1)
  service.signal('SIGTERM')
  await service.logged('draining')
  delays.pass()
  const text = await watched.text()
  expect(text.match(/event: part/g)).toHaveLength(5)
  expect(text).toContain('"state":"done"')
  const { code, lines } = await service.ended()
  expect(code).toBe(0)
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ lost: 0, jobs: { finished: 1, interrupted: 0 } })
})

test('a job that outlasts the grace period is counted as interrupted', async () => {
  const service = await start({ SHUTDOWN_GRACE_MS: '300', REDDIT_TIMEOUT_MS: '60000' })
  sandbox.sandbox.faults.set([{ match: '/r/sailing', fault: 'never' }])
  const id = await submit(service, { kind: 'reddit', subreddits: ['sailing'] })
  const watched = await fetch(`${service.url}/v1/jobs/${id}/events`)
  await reached(1)
  service.signal('SIGTERM')
  expect(await watched.text()).toContain('"code":"draining"')
  const { code, lines } = await service.ended()
  expect(code).toBe(0)
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ jobs: { finished: 0, interrupted: 1 } })
})

test('a second signal fails waiting requests at once, and each is accounted for', async () => {
  const service = await start()
  sandbox.sandbox.faults.set([{ match: '/r/sailing', fault: 'never' }])
  const answer = fetch(`${service.url}/v1/reddit/top?subreddits=sailing`, { headers: { prefer: 'wait=50' } })
  await reached(1)
  service.signal('SIGTERM')
  await service.logged('draining')
  service.signal('SIGINT')
  const response = await answer
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({ code: 'draining' })
  const { code, lines } = await service.ended()
  expect(code).toBe(0)
  const account = { accepted: 1, answered: 1, gone: 0, lost: 0, forced: false }
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ msg: 'stopped', ...account })
  expect(lines.filter((line) => line.includes('"stopped"'))).toHaveLength(1)
})

test('SIGHUP drains as SIGTERM does', async () => {
  const service = await start()
  service.signal('SIGHUP')
  const { code, lines } = await service.ended()
  expect(code).toBe(0)
  expect(lines.at(-2)).toContain('"signal":"SIGHUP"')
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ msg: 'stopped', lost: 0, forced: false })
})
