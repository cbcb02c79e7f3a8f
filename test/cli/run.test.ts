// Commands from their arguments to their exit code, over the whole service in one process.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.ts'
import { exitCodes } from '../../src/cli/exit-codes.ts'
import { commandLine } from './command-line.ts'

const { run, service } = commandLine()

test('a briefing is printed as text, followed by its parts', async () => {
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
  const body = await (await service().get('/v1/marine/advisories?group=chesapeake')).text()
  const still = (text: string): string => text.replace(/"(tookMs)":[\d.]+/g, '"$1":0')
  expect(still(out)).toBe(`${still(body)}\n`)
})

test('--json --stream prints one line per event, as the service sends it', async () => {
  const { out } = await run(['geocode', 'Zadar', 'Oslo', '--json', '--stream'])
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string })
  expect(lines.map(({ event }) => event)).toEqual(['part', 'progress', 'part', 'progress', 'done'])
  const served = await (
    await service().get('/v1/geocode?place=Zadar&place=Oslo', { headers: { accept: 'application/x-ndjson' } })
  ).text()
  const keys = served
    .trimEnd()
    .split('\n')
    .map((line) => Object.keys(JSON.parse(line) as object))
  expect(lines.map((line) => Object.keys(line))).toEqual(keys)
})

test('an answer with a failed part is printed, and the exit code is 3', async () => {
  service().sandbox.faults.set([{ match: '/r/cruising', fault: '500' }])
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

test('every command has help with an example, and is in the list', async () => {
  const { out } = await run(['--help'])
  for (const [name, { summary }] of Object.entries(commands)) {
    expect(out).toContain(summary)
    const help = await run([name, '--help'])
    expect([help.code, help.embedded]).toEqual([0, 0])
    expect(help.out).toContain(`Examples:\n  tributary ${name}`)
  }
})

test.each([
  [[], 'a command is required'],
  [['brifing', 'x'], 'did you mean briefing'],
  [['--json', 'briefing'], 'the command must come first'],
  [['advisories'], 'zones, group or near is required'],
  [['advisories', 'ANZ531', '--group', 'chesapeake'], 'zones and group exclude each other'],
  [['search', 'fog', '--office', 'LWX', '--near', '1,2'], 'office and near exclude each other'],
  [['top', 'sailing', '--stream'], '--stream requires --json'],
  [['parse', 'missing.txt'], 'ENOENT'],
  [['top', '!'], 'subreddits'],
  [['zones', '--url', 'example.org'], '--url must be an http'],
])('%j is a fault of usage', async (argv, words) => {
  const { code, out, told } = await run(argv)
  expect([code, out]).toEqual([2, ''])
  expect(told).toContain(words)
})

test('missing items and missing keys have exit codes of their own', async () => {
  expect((await run(['geocode', 'Nowhere at all'])).code).toBe(4)
  expect((await run(['zones', 'zzz'])).code).toBe(4)
})

test('a text is parsed without a service', async () => {
  const text = 'ANZ532-210015-\nBay-\n.TONIGHT...S winds 10 to 15 kt. Waves 1 ft.\n$$\n'
  const files = { 'anz532.txt': text, '-': text }
  const { code, out, embedded } = await run(['parse', 'anz532.txt'], { files })
  expect([code, embedded]).toEqual([0, 0])
  expect(out).toContain('S 10-15 kt')
  const json = JSON.parse((await run(['parse', '-', '--json'], { files })).out) as { blocks: unknown[] }
  const served = await service().json('/v1/marine/parse', {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: text,
  })
  expect(json).toEqual(served.body)
  expect((await run(['parse', '-'], { files: { '-': '' } })).code).toBe(2)
})

test('the documented exit codes are complete', async () => {
  const page = readFileSync(new URL('../../docs/command-line.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code, meaning]) => [
    Number(code),
    meaning,
  ])
  const known = Object.values(exitCodes).map(([code, meaning]) => [code, expect.stringContaining(meaning)])
  expect(rows).toEqual(known)
})

test('pages that are not allowed are refused', async () => {
  const { code, told } = await run(['pages', 'https://example.org/'])
  expect(code).toBe(7)
  expect(told).toContain('PAGES_ALLOW')
})
