// Commands from their arguments to their exit code, over the whole service in one process.
import { readFileSync } from 'node:fs'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.ts'
import { exitCodes } from '../../src/cli/exit-codes.ts'
import { runCli } from '../../src/cli/run.ts'
import { UsageError } from '../../src/cli/usage-error.ts'
import { eventually } from '../support/eventually.ts'
import { startService, type TestService } from '../support/service.ts'
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts'

let service: TestService
beforeAll(() => {
  service = startService()
})
afterEach(() => service.sandbox.reset())
afterAll(() => service.close())

interface Look {
  isWatched?: boolean
  isToldLive?: boolean
  hasColours?: boolean
  environment?: Record<string, string>
  signal?: AbortSignal
  files?: Record<string, string>
  onWrite?: (text: string) => void
  clock?: VirtualClock
  isThere?: () => boolean
}

async function run(argv: string[], look: Look = {}) {
  const { isWatched = false, isToldLive = false, hasColours = false, environment = {}, files = {} } = look
  const clock = look.clock ?? createVirtualClock({ startsAt: Date.UTC(2026, 10, 20, 12) })
  let out = ''
  let told = ''
  let closed = 0
  let embedded = 0
  const running = runCli({
    argv,
    commands,
    environment,
    version: '1.2.3',
    signal: look.signal ?? new AbortController().signal,
    terminal: {
      write: async (text) => {
        out += text
        look.onWrite?.(text)
      },
      tell: (text) => {
        told += text
      },
      isWatched,
      isToldLive,
      hasColours,
      columns: 100,
      clock,
      read: async (file) => {
        const text = files[file]
        if (text === undefined) throw new UsageError([`${file} cannot be read: ENOENT`])
        return text
      },
    },
    embed: async () => {
      embedded++
      return {
        fetch: async (url, init) => {
          if (look.isThere?.() === false) throw new TypeError('fetch failed')
          return service.get(url, init)
        },
        close: async () => {
          closed++
        },
      }
    },
  })
  return { code: await running, out, told, embedded, closed, clock }
}

test('a briefing is printed for people, with the parts below', async () => {
  const { code, out, told, embedded, closed } = await run([
    'briefing',
    'Annapolis, MD',
    '--count',
    '1',
    '--subreddits',
    'sailing',
  ])
  expect([code, told]).toEqual([0, ''])
  expect(out).toMatch(/^Annapolis, /)
  expect(out).toContain('ANZ532')
  expect(out).toContain('r/sailing')
  expect(out).toMatch(/4 of 4 parts · in .* · © OpenStreetMap contributors\n$/)
  expect([embedded, closed]).toEqual([1, 1])
})

test('--json is the body of the HTTP answer', async () => {
  await run(['advisories', '--group', 'chesapeake', '--json'])
  const { out } = await run(['advisories', '--group', 'chesapeake', '--json'])
  const body = await (await service.get('/v1/marine/advisories?group=chesapeake')).text()
  const still = (text: string): string => text.replace(/"(tookMs)":[\d.]+/g, '"$1":0')
  expect(still(out)).toBe(`${still(body)}\n`)
})

test('--json --stream is a line an event, as the service writes them', async () => {
  const { out } = await run(['geocode', 'Zadar', 'Oslo', '--json', '--stream'])
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string })
  expect(lines.map(({ event }) => event)).toEqual(['part', 'progress', 'part', 'progress', 'done'])
  const served = await (
    await service.get('/v1/geocode?place=Zadar&place=Oslo', { headers: { accept: 'application/x-ndjson' } })
  ).text()
  const keys = served
    .trimEnd()
    .split('\n')
    .map((line) => Object.keys(JSON.parse(line) as object))
  expect(lines.map((line) => Object.keys(line))).toEqual(keys)
})

test('an answer with a failed part is printed, and ends with 3', async () => {
  service.sandbox.faults.set([{ match: '/r/cruising', fault: '500' }])
  const { code, out } = await run(['top', 'cruising', 'sailing', '--limit', '1'])
  expect(code).toBe(3)
  expect(out).toContain('r/sailing')
  expect(out).toContain('✗ reddit cruising:')
  expect((await run(['top', 'cruising', 'sailing', '--json'])).code).toBe(3)
  const strict = await run(['top', 'cruising', 'sailing', '--strict'])
  expect([strict.code, strict.out]).toEqual([5, ''])
  expect(strict.told).toContain('✗ reddit cruising:')
})

test.each([
  [['advisories', '--group', 'chesapeake'], 'ANZ543'],
  [['forecasts', 'anz532', '--words'], 'ANZ532'],
  [['forecasts', '--near', '38.97,-76.49', '--count', '1', '--json', '--raw'], '"raw":"'],
  [['zones', 'sandy', 'point'], 'ANZ531'],
  [['zones', '--prefix', 'ANZ5', '--limit', '2'], '--cursor'],
  [['geocode', 'Zadar'], 'Zadar'],
  [['search', 'kt', '--group', 'chesapeake', '--limit', '3'], 'ANZ5'],
  [['status', '--once'], 'tgftp'],
  [['status', '--json'], '"breaker"'],
  [['--version'], '1.2.3'],
  [['--help'], 'Exit codes:'],
  [['help', 'top'], 'tributary top SUBREDDIT...'],
  [['briefing', '--help'], '--subreddits A,B'],
])('%j is answered', async (argv, words) => {
  const { code, out, told } = await run(argv)
  expect([code, told]).toEqual([0, ''])
  expect(out).toContain(words)
})

test('every command has a help with an example, and is in the list', async () => {
  const { out } = await run(['--help'])
  for (const [name, { summary }] of Object.entries(commands)) {
    expect(out).toContain(summary)
    const help = await run([name, '--help'])
    expect([help.code, help.embedded]).toEqual([0, 0])
    expect(help.out).toContain(`Examples:\n  tributary ${name}`)
  }
})

test.each([
  [[], 'which command'],
  [['brifing', 'x'], 'did you mean briefing'],
  [['--json', 'briefing'], 'the command comes first'],
  [['advisories'], 'which zones'],
  [['advisories', 'ANZ531', '--group', 'chesapeake', '--count', '2'], '--count goes with --near'],
  [['search', 'fog', '--office', 'LWX', '--near', '1,2'], 'in one way'],
  [['top', 'sailing', '--stream'], '--stream requires --json'],
  [['parse', 'missing.txt'], 'ENOENT'],
  [['top', '!'], 'subreddits'],
  [['zones', '--url', 'example.org'], '--url is no http'],
])('%j is a fault of usage', async (argv, words) => {
  const { code, out, told } = await run(argv)
  expect([code, out]).toEqual([2, ''])
  expect(told).toContain(words)
})

test('what does not exist, and what is not let in, have codes of their own', async () => {
  expect((await run(['geocode', 'Nowhere at all'])).code).toBe(4)
  expect((await run(['zones', 'zzz'])).code).toBe(4)
})

test('a text is parsed without any service', async () => {
  const text = 'ANZ532-210015-\nBay-\n.TONIGHT...S winds 10 to 15 kt. Waves 1 ft.\n$$\n'
  const files = { 'anz532.txt': text, '-': text }
  const { code, out, embedded } = await run(['parse', 'anz532.txt'], { files })
  expect([code, embedded]).toEqual([0, 0])
  expect(out).toContain('S 10-15 kt')
  const json = JSON.parse((await run(['parse', '-', '--json'], { files })).out) as { blocks: unknown[] }
  const served = await service.json('/v1/marine/parse', {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: text,
  })
  expect(json).toEqual(served.body)
  expect((await run(['parse', '-'], { files: { '-': '' } })).code).toBe(2)
})

test('progress is shown to whoever looks, and taken away', async () => {
  const { out, told } = await run(['geocode', 'Zadar', 'Oslo'], { isToldLive: true })
  expect(told).toContain('2/2 geocode')
  expect(told.endsWith('\r\u001b[K')).toBe(true)
  expect(out).not.toContain('\u001b')
})

test('colours are for terminals, and can be turned off', async () => {
  expect((await run(['geocode', 'Zadar'], { hasColours: true })).out).toContain('\u001b[2m')
  expect((await run(['geocode', 'Zadar', '--no-color'], { hasColours: true })).out).not.toContain('\u001b')
})

test('the table of sources renews itself over itself, outlives a failure, and ends with Ctrl-C', async () => {
  const leaving = new AbortController()
  const clock = createVirtualClock({ startsAt: Date.UTC(2026, 10, 20, 12) })
  let isThere = true
  const written: string[] = []
  const running = run(['status', '--interval', '5'], {
    isWatched: true,
    signal: leaving.signal,
    clock,
    isThere: () => isThere,
    onWrite: (text) => void written.push(text),
  })
  await eventually(() => expect(written).toHaveLength(1))
  await eventually(() => expect(clock.timers).toBe(1))
  isThere = false
  await clock.advance(5_000)
  await eventually(() => expect(written).toHaveLength(2))
  await eventually(() => expect(clock.timers).toBe(1))
  leaving.abort()
  const { code } = await running
  const [first = '', second = ''] = written
  expect(first).toContain('tgftp')
  expect(second).toContain(`\u001b[${first.split('\n').length - 1}A\u001b[J`)
  expect(second).toContain('unreachable')
  expect([code, clock.timers]).toEqual([130, 0])
})

test('the exit codes that are documented are those that there are', async () => {
  const page = readFileSync(new URL('../../docs/command-line.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code, meaning]) => [
    Number(code),
    meaning,
  ])
  const known = Object.values(exitCodes).map(([code, meaning]) => [code, expect.stringContaining(meaning)])
  expect(rows).toEqual(known)
})

test('an interrupted command ends with 130 and says nothing', async () => {
  const { code, out, told } = await run(['geocode', 'Zadar'], { signal: AbortSignal.abort() })
  expect([code, out, told]).toEqual([130, '', ''])
})

test('a title with control characters reaches no terminal', async () => {
  const found = await service.sandbox.app.request(
    'http://sandbox.test/reddit/r/sailing/top.json?t=day&limit=1',
  )
  const text = (await found.text()).replace(/"title":\s*"/, '$&now \\u001b]0;owned\\u0007\\u001b[2Jbuy ')
  service.use(
    http.get('http://sandbox.test/reddit/r/evil/top.json', () => HttpResponse.json(JSON.parse(text))),
  )
  const { out } = await run(['top', 'evil', '--limit', '1'])
  expect(out).toContain('now ]0;owned[2Jbuy')
})

test('an embedded job is waited for, with a bar, and prints its result', async () => {
  const { code, out, told } = await run(['job', 'submit', 'advisories', '--office', 'LWX'], {
    isToldLive: true,
  })
  expect(code).toBe(0)
  expect(out).toContain('ANZ543')
  expect(out).toContain('advisories ')
  expect(told).toMatch(/█ \d+\/\d+ marine/)
  const listed = await run(['job', 'submit', 'geocode', '--from', '-', '--json'], {
    files: { '-': 'Zadar\n\n Annapolis, MD \n' },
  })
  expect(JSON.parse(listed.out)).toMatchObject({
    kind: 'geocode',
    state: 'done',
    result: { complete: true, data: { places: [{ query: 'Zadar' }, { query: 'Annapolis, MD' }] } },
  })
})

test('a job that lacks parts ends with 3', async () => {
  service.sandbox.faults.set([{ match: '/r/windsurf', fault: '500' }])
  const { code, out } = await run(['job', 'submit', 'reddit', 'sailing', 'windsurf', '--limit', '1'])
  expect(code).toBe(3)
  expect(out).toContain('r/sailing')
  expect(out).toContain('✗ reddit windsurf')
})

test.each([
  [['job', 'submit'], 'KIND is one of geocode, forecasts, advisories, pages, reddit'],
  [['job', 'submit', 'forecast'], "not 'forecast'; did you mean forecasts?"],
  [['job', 'submit', 'geocode'], 'which places?'],
  [['job', 'submit', 'geocode', 'Zadar', '--office', 'LWX', '--t', 'day'], '--t is not for geocode'],
  [['job', 'start', 'geocode'], "'start' is not one of submit, wait, show, cancel, list"],
  [['job', 'list'], 'requires --url'],
])('%j is a fault of usage', async (argv, words) => {
  const { code, told, embedded } = await run(argv)
  expect([code, embedded]).toEqual([2, 0])
  expect(told).toContain(words)
})

test('pages that are not allowed are refused', async () => {
  const { code, told } = await run(['pages', 'https://example.org/'])
  expect(code).toBe(7)
  expect(told).toContain('PAGES_ALLOW')
})
