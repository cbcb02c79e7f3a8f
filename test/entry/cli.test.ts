// The command as it is typed: a process, its streams, its end.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/core/clock.ts'
import { named, needs, olderNode } from '../support/needs.ts'
import { type SpawnedService, spawnService } from '../support/spawn-service.ts'
import { unhurried } from '../support/unhurried.ts'

const shim = resolve(import.meta.dirname, '../../bin/tributary.js')
const key = 'a-long-and-random-key'

let sandbox: SandboxServer
let service: SpawnedService
let guarded: SpawnedService
let upstreams: Record<string, string>

beforeAll(async () => {
  sandbox = await serveSandbox({ clock: systemClock })
  upstreams = { ...unhurried, ...sandboxUrls(sandbox.url) }
  const digest = createHash('sha256').update(key).digest('hex')
  ;[service, guarded] = await Promise.all([
    spawnService(upstreams),
    spawnService({ ...upstreams, API_KEYS: `tests:${digest}` }),
  ])
})

afterAll(async () => {
  for (const each of [service, guarded]) each?.signal('SIGTERM')
  await Promise.all([service?.ended(), guarded?.ended()])
  await sandbox?.close()
})

function start(
  argv: string[],
  environment: Record<string, string> = {},
  node = process.execPath,
): ChildProcessWithoutNullStreams {
  return spawn(node, [shim, ...argv], { env: { PATH: process.env.PATH ?? '', ...environment } })
}

async function endOf(child: ChildProcessWithoutNullStreams) {
  let out = ''
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { code, signal, out, told }
}

const run = (argv: string[], environment: Record<string, string> = {}, node?: string) => {
  const child = start(argv, environment, node)
  child.stdin.end()
  return endOf(child)
}

test('it uses the service at a URL and prints nothing on standard error', async () => {
  const { code, out, told } = await run(['advisories', '--group', 'chesapeake'], {
    TRIBUTARY_URL: service.url,
  })
  expect([code, told]).toEqual([0, ''])
  expect(out).toContain('ANZ543')
  expect(out).not.toContain('\u001b')
})

test('embedded, it reads the same variables as the server', async () => {
  const { code, out, told } = await run(['briefing', 'Annapolis, MD', '--count', '1', '--json'], {
    ...upstreams,
    API_KEYS: `tests:${'0'.repeat(64)}`,
  })
  expect([code, told]).toEqual([0, ''])
  expect(JSON.parse(out)).toMatchObject({ complete: true, data: { place: { name: 'Annapolis' } } })
  const faulty = await run(['geocode', 'Zadar'], { ...upstreams, PORT: 'seven', BUDGET_MS: '-1' })
  expect([faulty.code, faulty.out]).toEqual([2, ''])
  expect(faulty.told).toContain('PORT')
  expect(faulty.told).toContain('BUDGET_MS')
})

test('each kind of outcome has its exit code', async () => {
  const { faults } = sandbox.sandbox
  faults.set([
    { match: '/r/hangs', fault: 'never' },
    { match: '/r/breaks', fault: '500' },
  ])
  const at = ['--url', service.url]
  const [usage, partial, unknown, gone, timed, refused] = await Promise.all([
    run(['top', 'sailing', '--limit', '1000', ...at]),
    run(['top', 'sailing', 'breaks', '--timeout', '50', ...at]),
    run(['geocode', 'Nowhere at all', ...at]),
    run(['geocode', 'Zadar', '--url', 'http://127.0.0.1:9']),
    run(['top', 'hangs', '--timeout', '0.3', ...at]),
    run(['geocode', 'Zadar', '--url', guarded.url]),
  ])
  faults.set([])
  const codes = [usage, partial, unknown, gone, timed, refused].map(({ code }) => code)
  expect(codes).toEqual([2, 3, 4, 5, 6, 7])
  expect(refused.told).toContain('TRIBUTARY_KEY')
})

test('the key is read from the environment and never printed', async () => {
  const right = await run(['geocode', 'Zadar', '--url', guarded.url], { TRIBUTARY_KEY: key })
  expect(right.code).toBe(0)
  const wrong = await run(['geocode', 'Zadar', '--url', guarded.url, '--key', 'hunter2-hunter2'])
  expect(wrong.code).toBe(7)
  expect(right.out + right.told + wrong.out + wrong.told).not.toMatch(/hunter2|a-long-and-random/)
})

test.each([
  ['Ctrl-C', 'SIGINT', 130],
  ['SIGTERM', 'SIGTERM', 143],
] as const)('%s ends the command and cancels the work', async (_, signal, expected) => {
  sandbox.sandbox.faults.set([{ match: '/r/hangs', fault: 'never' }])
  const child = start([
    ...['top', 'sailing', 'hangs', '--json', '--stream'],
    ...['--timeout', '50', '--url', service.url],
  ])
  child.stdout.once('data', () => child.kill(signal))
  const { code, told } = await endOf(child)
  sandbox.sandbox.faults.set([])
  expect([code, told]).toEqual([expected, ''])
})

test('a closed pipe is not an error', async () => {
  const child = start(['forecasts', '--group', 'chesapeake', '--json', '--stream', '--url', service.url])
  child.stdout.destroy()
  let told = ''
  child.stderr.on('data', (text: Buffer) => {
    told += text.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  expect([code, told]).toEqual([0, ''])
})

test('a job survives the command that submitted it and can be cancelled', async () => {
  sandbox.sandbox.faults.set([{ match: '/r/hangs', fault: 'never' }])
  const at = { TRIBUTARY_URL: service.url }
  const hanging = Array.from({ length: 40 }, (_, index) => `hangs${index}`)
  const submitted = await run(['job', 'submit', 'reddit', 'sailing', ...hanging, '--json'], at)
  expect(submitted.code).toBe(0)
  const { id } = JSON.parse(submitted.out) as { id: string }

  const waiting = start(['job', 'wait', id, '--json', '--stream'], at)
  waiting.stdout.once('data', () => waiting.kill('SIGINT'))
  const left = await endOf(waiting)
  expect([left.code, left.told]).toEqual([130, `the job continues: tributary job wait ${id}\n`])

  expect((await run(['job', 'list'], at)).out).toContain(id)
  const cancelled = await run(['job', 'cancel', id], at)
  sandbox.sandbox.faults.set([])
  expect([cancelled.code, cancelled.out]).toEqual([0, expect.stringContaining('cancelled')])
  expect((await run(['job', 'wait', id], at)).code).toBe(3)
  expect((await run(['job', 'show', 'no-such-job'], at)).code).toBe(4)
})

test('standard input is parsed', async () => {
  const child = start(['parse', '-'])
  child.stdin.end('ANZ532-210015-\nBay-\n.TONIGHT...S winds 10 to 15 kt. Waves 1 ft.\n$$\n')
  const { code, out } = await endOf(child)
  expect(code).toBe(0)
  expect(out).toContain('S 10-15 kt')
})

const olderStarts = named('an older Node starts the one that the project brings', needs.olderNode)

test.skipIf(needs.olderNode.missing)(olderStarts, async () => {
  const { code, out } = await run(['zones', '--prefix', 'ANZ532', '--url', service.url], {}, olderNode ?? '')
  expect([code, out]).toEqual([0, expect.stringContaining('Sandy Point')])
  const faulty = await run(['zones', '--nope'], {}, olderNode ?? '')
  expect([faulty.code, faulty.told]).toEqual([2, expect.stringContaining('--nope')])
})
