import { expect, test } from 'vitest'
import { createSandbox } from '../src/app.ts'
import type { FaultRule } from '../src/faults/fault.ts'
import { manualClock, settled } from './manual-clock.ts'

const path = '/reddit/r/sailing/top.json?t=day&limit=2'

function faulty(rule: Omit<FaultRule, 'match'>, clock = manualClock()) {
  const { app, faults } = createSandbox({ clock })
  faults.set([{ match: '/r/sailing', ...rule }])
  return app
}

test('500 explains itself in JSON and 503 is an empty body with a JSON type', async () => {
  const internal = await faulty({ fault: '500' }).request(path)
  expect(internal.status).toBe(500)
  expect(await internal.json()).toEqual({ message: 'Internal Server Error', error: 500 })
  const gateway = await faulty({ fault: '500', status: 502 }).request(path)
  expect([gateway.status, await gateway.text()]).toEqual([502, ''])
  const unavailable = await faulty({ fault: '503' }).request(path)
  expect([unavailable.status, unavailable.headers.get('retry-after')]).toEqual([503, '2'])
  expect(unavailable.headers.get('content-type')).toContain('json')
})

test('Retry-After is what the rule says, in seconds or as a date', async () => {
  const date = 'Fri, 20 Nov 2026 21:00:00 GMT'
  expect((await faulty({ fault: '429', retryAfter: 9 }).request(path)).headers.get('retry-after')).toBe('9')
  expect((await faulty({ fault: '503', retryAfter: date }).request(path)).headers.get('retry-after')).toBe(
    date,
  )
})

test('a page comes with status 200 in place of JSON', async () => {
  const response = await faulty({ fault: 'html' }).request(path)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
})

test('a truncated body has the length it says and is no JSON any more', async () => {
  const response = await faulty({ fault: 'truncate' }).request(path)
  const body = await response.arrayBuffer()
  expect(response.headers.get('content-length')).toBe(String(body.byteLength))
  expect(body.byteLength).toBeGreaterThan(100)
  expect(() => JSON.parse(new TextDecoder().decode(body))).toThrow(SyntaxError)
})

test('an empty body keeps the type that was promised', async () => {
  const response = await faulty({ fault: 'empty' }).request(path)
  expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
    200,
    '0',
    '',
  ])
  expect(response.headers.get('content-type')).toBe('application/json; charset=UTF-8')
})

test('one redirect leads back to itself, the other to a private address', async () => {
  const loop = await faulty({ fault: 'redirect-loop' }).request(`http://up.test${path}`)
  expect([loop.status, loop.headers.get('location')]).toEqual([302, `http://up.test${path}`])
  const elsewhere = await faulty({ fault: 'redirect-private' }).request(path)
  expect(elsewhere.headers.get('location')).toMatch(/^http:\/\/169\.254\.169\.254\//)
})

test('a delay holds the plain answer back for as long as the rule says', async () => {
  const clock = manualClock()
  const pending = faulty({ fault: 'delay', delayMs: 700 }, clock).request(path)
  await settled()
  expect(clock.waiting()).toEqual([700])
  clock.fire()
  expect(await (await pending).json()).toMatchObject({ kind: 'Listing' })
})

test('a fault of transport says that it needs sockets', async () => {
  const response = await faulty({ fault: 'reset-body' }).request(path)
  expect(response.status).toBe(501)
  expect(await response.text()).toContain('reset-body')
})
