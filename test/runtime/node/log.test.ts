import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LineQueue } from '../../../src/runtime/node/line-queue.ts'
import { createLog, type LogOptions } from '../../../src/runtime/node/log.ts'
import { redact } from '../../../src/runtime/redact.ts'

function open(level: LogOptions['level'] = 'info') {
  const lines: string[] = []
  const queue: LineQueue = {
    write: (line) => void lines.push(line),
    dropped: () => 0,
    flush: async () => {},
    holdsThread: () => false,
    takeRest: () => '',
  }
  const log = createLog({ level, queue })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown> }
}

test('writes one line of JSON with level, time, fields and message', () => {
  const { log, lines, last } = open()
  log.line('info', { route: '/v1/briefing', parts: [{ source: 'marine', key: 'ANZ532' }] }, 'answered')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/\}\n$/)
  expect(last()).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    route: '/v1/briefing',
    parts: [{ source: 'marine', key: 'ANZ532' }],
    msg: 'answered',
  })
})

test('writes nothing below its level, and nothing at all when silent', () => {
  const warn = open('warn')
  warn.log.line('info', {}, 'no')
  warn.log.line('error', {}, 'yes')
  expect(warn.lines).toHaveLength(1)
  const silent = open('silent')
  silent.log.line('fatal', {}, 'no')
  expect(silent.lines).toEqual([])
})

test('redacts secrets anywhere in a line', () => {
  const { log, lines } = open()
  const fields = {
    headers: { authorization: 'Bearer hush-1', cookie: ['a=hush-2', 'b=hush-3'] },
    config: {
      REDDIT_CLIENT_SECRET: 'hush-4"with quote',
      GOOGLE_MAPS_API_KEY: 'hush-5',
      API_KEYS: 'x:hush-6',
    },
    url: 'https://maps.test/json?address=Annapolis&key=hush-7&language=en',
    store: 'redis://user:hush-8@cache.test:6379/0',
    error: new Error('GET /?client_secret=hush-9#end answered 401 to Basic aHVzaC0xMA=='),
    access_token: 'hush-11',
  }
  log.line('warn', fields, 'sent Bearer hush.12')
  expect(lines[0]).not.toMatch(/hush|aHVzaC0/)
  expect(lines[0]).toContain('address=Annapolis&key=[redacted]&language=en')
  expect(lines[0]).toContain('redis://cache.test:6379/0')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ config: { API_KEYS: '[redacted]' } })
})

test.each<[string, Record<string, unknown>]>([
  ['authorization', { authorization: 'hush' }],
  ['Proxy-Authorization', { 'Proxy-Authorization': 'hush' }],
  ['set-cookie', { 'set-cookie': ['hush'] }],
  ['cookie', { COOKIE: 'hush' }],
  ['a password', { password: 'hush' }],
  ['passwd', { passwd: 'hush' }],
  ['a secret', { CLIENT_SECRET: 'hush' }],
  ['a token', { access_token: 'hush' }],
  ['an API key', { 'x-api-key': 'hush' }],
  ['API keys', { apikeys: 'hush' }],
  ['key in a query', { path: '/a?key=hush' }],
  ['a secret in a query', { path: '/a?b=1&client_secret=hush' }],
  ['a bearer', { text: 'sent bEARER hush' }],
  ['basic credentials', { text: 'sent Basic hush' }],
  ['a user in a URL', { text: 'at redis://hush@cache.test' }],
])('redacts %s that stands alone', (_, fields) => {
  const { log, lines } = open()
  log.line('info', fields, 'told')
  expect(lines[0]).not.toContain('hush')
  log.line('info', { parts: [Object.freeze(fields)] }, 'told')
  expect(lines[1]).not.toContain('hush')
})

test('writes a list of frozen objects as any other', () => {
  const { log, last } = open()
  const part = Object.freeze({ source: 'marine', key: 'ANZ532', tookMs: 0 })
  for (const parts of [[part], [part, part], [part, { ...part, key: 'ANZ533' }], [part, null, 1]]) {
    log.line('info', { parts, n: 1 }, 'answered')
    expect(last()).toMatchObject({ parts, n: 1, msg: 'answered' })
  }
})

test('writes any fields as JSON, the first time and later', () => {
  const names = fc.constantFrom('a', 'b b', 'quo"te', 'token', 'url')
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.constantFrom(undefined, 'Bearer hush', 'https://hush@a.test/?key=hush'),
  )
  const { log, last } = open()
  fc.assert(
    fc.property(fc.dictionary(names, value), (fields) => {
      for (let times = 0; times < 2; times++) {
        log.line('info', fields, 'told')
        const { level, time, msg, ...rest } = last()
        expect([level, msg, typeof time]).toEqual(['info', 'told', 'string'])
        const { token, ...others } = fields
        const blotted = token === undefined ? {} : { token: '[redacted]' }
        expect(rest).toEqual({ ...JSON.parse(redact(JSON.stringify(others))), ...blotted })
      }
    }),
  )
})

test('reports a field that cannot be written', () => {
  const { log, last } = open()
  const round: Record<string, unknown> = {}
  round.itself = round
  log.line('info', { round, big: 1n, n: 1 }, 'round')
  const unwritable = expect.stringMatching(/^unwritable: /)
  expect(last()).toMatchObject({ msg: 'round', round: unwritable, big: unwritable, n: 1 })
})

test('writes a frozen list like any other each time, with secrets redacted', () => {
  const { log, last } = open()
  const parts = Object.freeze([{ source: 'marine', url: 'https://maps.test/json?key=hush' }])
  for (const route of ['/first', '/second']) {
    log.line('info', { parts, route }, 'answered')
    const expected = [{ source: 'marine', url: 'https://maps.test/json?key=[redacted]' }]
    expect(last()).toMatchObject({ route, parts: expected, msg: 'answered' })
  }
  log.line('info', { route: '/third' }, 'answered')
  expect(last()).not.toHaveProperty('parts')
})

test('keeps the key of a part, which is not a secret', () => {
  const { log, last } = open()
  log.line('info', { key: 'ANZ532', tokens: 3, keyed: true }, 'a key of the cache')
  expect(last()).toMatchObject({ key: 'ANZ532', tokens: 3, keyed: true, msg: 'a key of the cache' })
})

test('writes an error with its code and causes, and no other fields', () => {
  const { log, last } = open()
  const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET', data: 'half a body' })
  log.line('error', { error: new Error('unreachable', { cause }) }, 'failed')
  expect(last()).toMatchObject({
    error: {
      name: 'Error',
      message: 'unreachable',
      stack: expect.stringContaining('log.test'),
      cause: { message: 'reset', code: 'ECONNRESET' },
    },
  })
  expect(JSON.stringify(last())).not.toContain('half a body')
})

test('every line is written when a process exits after a flush', async () => {
  const log = new URL('../../../src/runtime/node/log.ts', import.meta.url).href
  const script = `
    import { createLog } from '${log}'
    const log = createLog({ level: 'info' })
    for (let i = 0; i < 5000; i++) log.line('info', { i }, 'line')
    await log.flush()
    process.exit(0)`
  const options = { cwd: fileURLToPath(new URL('../../..', import.meta.url)), maxBuffer: 10_000_000 }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script],
    options,
  )
  const lines = stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(5_000)
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ i: 4_999, msg: 'line' })
})
