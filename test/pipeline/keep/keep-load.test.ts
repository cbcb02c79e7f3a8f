// What a load passes on its way down, and what it leaves behind.
import { expect, test } from 'vitest'
import { ClientGone } from '../../../src/core/abort.ts'
import { AppError } from '../../../src/core/errors.ts'
import type { Span } from '../../../src/core/tracing.ts'
import type { Answer } from '../../../src/pipeline/call.ts'
import { keep, type Tier } from '../../../src/pipeline/keep/keep.ts'
import { answerOf } from '../../support/answers.ts'
import { createContext } from '../../support/context.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { caches, down, flightsOnly, optionsOf } from './caches.ts'

const noting =
  (passed: string[]): Tier<string> =>
  async (key, _, load) => {
    passed.push(key)
    const answer = await load()
    return { ...answer, value: `${answer.value}, shared` }
  }

test('a load passes the shared cache, and what comes from below has its lifetime', async () => {
  const passed: string[] = []
  const life = { freshMs: 5_000, staleMs: 1_000, expiresAt: undefined }
  const below: unknown[] = []
  const shared: Tier<string> = (key, ctx, load) =>
    noting(passed)(key, ctx, async () => {
      const answer = await load()
      below.push(answer)
      return answer
    })
  const { clock, events, ask, fill } = caches({ shared, life, skipped: (value) => value.length })
  await fill('fog')
  expect(passed).toEqual(['marine:k'])
  expect(below).toMatchObject([{ value: 'fog', freshUntil: clock.now() + 5_000 }])
  await expect(ask().result).resolves.toMatchObject({ value: 'fog, shared', status: 'cached' })
  expect(events.of('skipped')).toMatchObject([{ source: 'marine', items: 3 }])
})

test('a cache that is off neither asks the shared one nor remembers a failure', async () => {
  const passed: string[] = []
  const { clock, inner, ask, fail, memory } = caches({ policy: flightsOnly.policy, shared: noting(passed) })
  ask()
  await fail(down())
  ask()
  expect([passed, inner.asked.length, memory.failure('marine:k', clock.now())]).toEqual([[], 2, undefined])
})

test('a bug is not remembered for the next caller', async () => {
  const { inner, ask, fail } = caches()
  ask()
  await fail(new TypeError('a bug'))
  ask()
  expect(inner.asked.length).toBe(2)
})

test('a missing key stays remembered after the refresh that found it', async () => {
  const { clock, inner, ask, fail, fill } = caches()
  await fill('old')
  await clock.advance(60_000)
  await ask().result
  await fail(new AppError('not_found', 'status 404'))
  await clock.advance(5_000)
  await expect(ask().result).resolves.toMatchObject({ status: 'stale' })
  expect(inner.asked.length).toBe(2)
})

test('a load that ends after its callers have left does not end the flight of the next caller', async () => {
  const clock = createVirtualClock()
  const loads: ((answer: Answer<string>) => void)[] = []
  const kept = keep(optionsOf(clock), () => new Promise((resolve) => void loads.push(resolve)))
  const ask = () => {
    const ctx = createContext(clock)
    const result = kept.ask('k', ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const left = ask()
  left.ctx.abort(new ClientGone())
  await clock.settle()
  const next = ask()
  const gone = { ...answerOf('old', clock.now()), freshUntil: 0, staleUntil: 0 }
  loads[0]?.(gone)
  await clock.settle()
  ask()
  expect(loads.length).toBe(2)
  loads[1]?.(answerOf('new', clock.now()))
  await expect(next.result).resolves.toMatchObject({ value: 'new' })
})

test('memory holds the value of a key until another is loaded', async () => {
  const { clock, kept, fill } = caches()
  const fetchedAt = clock.now()
  await fill('old')
  const isHeld = kept.isHeld('marine:k', fetchedAt)
  expect(isHeld()).toBe(true)
  await clock.advance(700_000)
  await fill('new')
  expect([isHeld(), kept.isHeld('marine:k', clock.now())()]).toEqual([false, true])
})

test.each([
  ['succeeds', null],
  ['fails', down()],
])('a refresh that %s is a span apart from that of its caller', async (_, error) => {
  const told: unknown[] = []
  const span = (name: string): Span =>
    ({
      child: (child: string) => span(`${name} > ${child}`),
      apart(apart: string, attributes: unknown) {
        told.push([name, apart, attributes])
        return span(apart)
      },
      set: () => {},
      note: () => {},
      fail: (code: string) => void told.push([name, code]),
      end: () => void told.push([name, 'ended']),
    }) as unknown as Span
  const { clock, ask, answer, fail, fill } = caches()
  await fill('old')
  await clock.advance(60_000)
  await ask({ span: span('request') }).result
  await (error ? fail(error) : answer('new'))
  expect(told).toEqual([
    ['request', 'refresh marine', { 'tributary.source': 'marine' }],
    ...(error ? [['refresh marine', 'upstream_error']] : []),
    ['refresh marine', 'ended'],
  ])
})
