import { expect, test } from 'vitest'
import { createLineLog } from '../../src/runtime/line-log.ts'

function logAt(level: 'info' | 'error' | 'silent') {
  const lines: string[] = []
  const log = createLineLog({
    level,
    clock: { now: () => Date.UTC(2026, 10, 21, 7) },
    write: (line) => lines.push(line),
  })
  return { log, lines }
}

test('a line is JSON with its level and its time, the fields, and the message last', () => {
  const { log, lines } = logAt('info')
  log.line('warn', { event: 'breaker', provider: 'tgftp' }, 'tgftp is open')
  expect(lines).toEqual([
    '{"level":"warn","time":"2026-11-21T07:00:00.000Z","event":"breaker","provider":"tgftp","msg":"tgftp is open"}',
  ])
})

test('lines below the level are not written, and with silent none', () => {
  const [errors, silent] = [logAt('error'), logAt('silent')]
  for (const { log } of [errors, silent]) {
    log.line('warn', {}, 'a')
    log.line('error', {}, 'b')
  }
  expect([errors.lines.length, silent.lines.length]).toEqual([1, 0])
})

test('secrets are redacted', () => {
  const { log, lines } = logAt('info')
  log.line('info', { url: 'https://user:pass@up.test/?key=abc', api_key: 'abc' }, 'asked with Bearer abc')
  expect(lines.join()).not.toMatch(/abc|pass/)
})
