// URLs that must never be fetched, as data (hostile.json): through the whole service, as targets of a redirect, and
// straight at the sender, which knows of no rule about ports. What is counted is what the sockets do.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { isIPv6, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { readConfig } from '../../../src/config/config.ts'
import { composeService, registry } from '../../../src/entry/compose.ts'
import type { App } from '../../../src/http/app-env.ts'
import { isWithinReach } from '../../../src/runtime/node/guarded-agent.ts'
import { createNodeRuntime, type NodeRuntime } from '../../../src/runtime/node/node.ts'
import { type Loopback, loopback, whole } from '../../runtime/node/loopback.ts'
import { unhurried } from '../../support/unhurried.ts'

const hostile = z
  .array(z.strictObject({ name: z.string(), url: z.string(), resolves: z.array(z.string()).optional() }))
  .parse(JSON.parse(readFileSync(new URL('hostile.json', import.meta.url), 'utf8')))

/** What names lead to: always the same, or one answer after the other. */
const table = new Map<string, string[] | string[][]>(
  hostile.flatMap(({ url, resolves }) => (resolves ? [[new URL(url).hostname, resolves] as const] : [])),
)
function lookUp(name: string): string[] {
  const found = table.get(name) ?? (name === 'public.test' ? ['127.0.0.1'] : [])
  const [first] = found
  return Array.isArray(first) ? ((found as string[][]).shift() ?? []) : (found as string[])
}
/** Every connection that any socket of this process begins. */
const attempts: string[] = []
const watch = (message: unknown): void => {
  const { socket } = message as { socket: Socket }
  socket.on('connectionAttempt', (ip: string, port: number) => attempts.push(`${ip} ${port}`))
}

let honest: Loopback
let runtime: NodeRuntime
let app: App
let location = ''

beforeAll(async () => {
  subscribe('net.client.socket', watch)
  honest = await loopback({
    '/page': whole('content-type: text/html\r\n', '<title>Honest</title>three words here'),
    '/sends': (socket) =>
      socket.write(`HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`, 'utf8'),
  })
  const { port } = new URL(honest.url('/'))
  runtime = createNodeRuntime({
    threadFile: new URL('../../../src/entry/thread.ts', import.meta.url),
    send: {
      guard: {
        resolve: async (name) =>
          lookUp(name).map((address) => ({
            address,
            family: isIPv6(address) ? 6 : 4,
          })),
        // The one name that stands for a public host; for all others the rule is as it is.
        mayConnect: (address, _reach, hostname) =>
          (hostname === 'public.test' && address === '127.0.0.1') ||
          isWithinReach(address, { isLocal: false }),
      },
    },
  })
  const variables = { ...unhurried, PAGES_ALLOW: `public, public.test:${port}`, LOG_LEVEL: 'silent' }
  const config = readConfig(variables, registry, { canPinAddress: true })
  app = composeService({ config, runtime, compresses: false }).app
})

afterAll(async () => {
  unsubscribe('net.client.socket', watch)
  await runtime.close()
  await honest[Symbol.asyncDispose]()
})

beforeEach(() => {
  attempts.length = 0
})

const page = (path: string): string => honest.url(path).replace('127.0.0.1', 'public.test')

async function ask(url: string) {
  const response = await app.request(`/v1/pages?url=${encodeURIComponent(url)}`)
  return { status: response.status, body: await response.json() }
}

test('an honest address is fetched, and its connection is counted', async () => {
  expect((await ask(page('/page'))).body.data.pages).toMatchObject([
    { status: 200, title: 'Honest', words: 3 },
  ])
  expect(attempts).toEqual([`127.0.0.1 ${new URL(honest.url('/')).port}`])
})

test('there are more than sixty hostile addresses, no two alike', () => {
  expect(new Set(hostile.map(({ url }) => url)).size).toBe(hostile.length)
  expect(hostile.length).toBeGreaterThan(100)
})

test.each(hostile)('no connection is made to $name', async ({ url }) => {
  const { status, body } = await ask(url)
  expect([400, 403]).toContain(status)
  expect(body.code).toBe(status === 400 ? 'invalid_request' : 'forbidden')
  expect(attempts).toEqual([])
})

test.each(hostile)('a redirect is not followed to $name', async ({ url }) => {
  // A header holds no line breaks.
  if (/[\n\r]/.test(url)) return
  location = url
  // What is relative to the page leads to the same honest host.
  const from = page('/sends')
  if (URL.canParse(url, from) && new URL(url, from).host === new URL(from).host) return
  const { status, body } = await ask(`${page('/sends')}?${encodeURIComponent(url)}`)
  // What is no address once it has come through a header is unreachable, or an error.
  expect([403, 502]).toContain(status)
  expect(['forbidden', 'upstream_error', 'upstream_unreachable']).toContain(body.code)
  expect(attempts).toHaveLength(1)
})

const sendable = hostile.filter(({ url }) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))

test.each(sendable)('the sender itself connects to nothing for $name', async ({ url, resolves }) => {
  const target = new URL(url)
  // A public address that is refused for something else.
  if (resolves?.every((address) => isWithinReach(address, { isLocal: false }))) return
  target.protocol = 'http:'
  target.username = ''
  target.password = ''
  target.port = new URL(honest.url('/')).port
  const taken = honest.taken
  const request = { method: 'GET', url: target.href, headers: {}, maxBytes: 100 } as const
  const reach = { isNamed: false, isLocal: false }
  const sending = runtime.send({ ...request, reach }, new AbortController().signal)
  await expect(sending).rejects.toMatchObject({ name: 'AppError' })
  expect(attempts).toEqual([])
  expect(honest.taken).toBe(taken)
})

test('a chain of redirects is checked at every step, and ends', async () => {
  location = page('/sends')
  expect((await ask(`${page('/sends')}?chain`)).body).toMatchObject({
    code: 'upstream_error',
    parts: [{ error: { detail: 'it redirects more than 5 times' } }],
  })
  expect(attempts).toHaveLength(6)
})

test('a name that resolves to a private address later is refused then', async () => {
  expect((await ask(`${page('/page')}?first`)).status).toBe(200)
  table.set('public.test', ['10.0.0.7'])
  expect((await ask(`${page('/page')}?second`)).body.code).toBe('forbidden')
  expect(attempts).toHaveLength(1)
  table.delete('public.test')
})

test('a name that becomes private between a page and its redirect is refused', async () => {
  location = page('/page')
  const answers = [['127.0.0.1'], ['127.0.0.1', '10.0.0.7']]
  table.set('public.test', answers)
  const { status, body } = await ask(`${page('/sends')}?turning`)
  expect([status, body.code]).toEqual([403, 'forbidden'])
  expect([attempts.length, answers.length]).toEqual([1, 0])
  table.delete('public.test')
})
