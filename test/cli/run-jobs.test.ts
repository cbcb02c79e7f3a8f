import { HttpResponse, http } from 'msw'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { commandLine } from './command-line.ts'

const { run, service } = commandLine()

test('progress is shown in a terminal and then removed', async () => {
  const { out, told } = await run(['geocode', 'Zadar', 'Oslo'], { isErrorTty: true })
  expect(told).toContain('2/2 geocode')
  expect(told.endsWith('\r\u001b[K')).toBe(true)
  expect(out).not.toContain('\u001b')
})

test('colours are used in terminals only, and can be turned off', async () => {
  expect((await run(['geocode', 'Zadar'], { hasColours: true })).out).toContain('\u001b[2m')
  expect((await run(['geocode', 'Zadar', '--no-color'], { hasColours: true })).out).not.toContain('\u001b')
})

test('the table of sources is redrawn in place, survives a failure, and ends with Ctrl-C', async () => {
  const leaving = new AbortController()
  const clock = createVirtualClock({ startsAt: Date.UTC(2026, 10, 20, 12) })
  let isThere = true
  const written: string[] = []
  const running = run(['status', '--interval', '5'], {
    isOutputTty: true,
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

test('an interrupted command exits with 130 and prints nothing', async () => {
  const { code, out, told } = await run(['geocode', 'Zadar'], { signal: AbortSignal.abort() })
  expect([code, out, told]).toEqual([130, '', ''])
})

test('control characters in a title are removed', async () => {
  const found = await service().sandbox.app.request(
    'http://sandbox.test/reddit/r/sailing/top.json?t=day&limit=1',
  )
  const text = (await found.text()).replace(/"title":\s*"/, '$&now \\u001b]0;owned\\u0007\\u001b[2Jbuy ')
  service().use(
    http.get('http://sandbox.test/reddit/r/evil/top.json', () => HttpResponse.json(JSON.parse(text))),
  )
  const { out } = await run(['top', 'evil', '--limit', '1'])
  expect(out).toContain('now ]0;owned[2Jbuy')
})

test('an embedded job shows a progress bar and prints its result', async () => {
  const { code, out, told } = await run(['job', 'submit', 'advisories', '--office', 'LWX'], {
    isErrorTty: true,
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

test('a job with failed parts exits with 3', async () => {
  service().sandbox.faults.set([{ match: '/r/windsurf', fault: '500' }])
  const { code, out } = await run(['job', 'submit', 'reddit', 'sailing', 'windsurf', '--limit', '1'])
  expect(code).toBe(3)
  expect(out).toContain('r/sailing')
  expect(out).toContain('✗ reddit windsurf')
})

test.each([
  [['job', 'submit'], 'KIND must be one of geocode, forecasts, advisories, pages, reddit'],
  [['job', 'submit', 'forecast'], "not 'forecast'; did you mean forecasts?"],
  [['job', 'submit', 'geocode'], 'places are required'],
  [['job', 'submit', 'geocode', 'Zadar', '--office', 'LWX', '--t', 'day'], '--t is not an option of geocode'],
  [['job', 'start', 'geocode'], "'start' is not one of submit, wait, show, cancel, list"],
  [['job', 'list'], 'requires --url'],
])('%j is a fault of usage', async (argv, words) => {
  const { code, told, embedded } = await run(argv)
  expect([code, embedded]).toEqual([2, 0])
  expect(told).toContain(words)
})
