import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { createBreaker } from '../../../src/pipeline/guards/breaker.ts'
import type { Guard } from '../../../src/pipeline/guards/guard.ts'
import { createContext } from '../../support/context.ts'
import { promisesOfAGuard, through } from '../../support/guard-contract.ts'
import { breakerOf, down, who } from './scripted-breaker.ts'

describe('as every guard', () => promisesOfAGuard((clock) => createBreaker({ ...who, clock })))

test('the breaker opens when half of the calls have failed, and then refuses calls', async () => {
  const { clock, events, inner, breaker, start, outcomes } = breakerOf()
  await outcomes(10)
  await outcomes(9, down())
  expect(breaker.state()).toBe('closed')
  await outcomes(1, down())
  expect(breaker.state()).toBe('open')
  const asked = inner.asked.length
  await clock.advance(400)
  await expect(start().result).rejects.toMatchObject({
    code: 'circuit_open',
    message: 'it has been failing and is left alone for a while',
    retryAfterMs: 1_600,
    wasAsked: false,
  })
  expect(inner.asked.length).toBe(asked)
  expect(events.of('refused')).toEqual([{ type: 'refused', ...who, by: 'breaker', code: 'circuit_open' }])
})

test.each([
  ['a 404', new AppError('not_found', 'status 404')],
  ['a refusal of this one key', new AppError('upstream_forbidden', 'private')],
  ['a 400 about this one key', new AppError('upstream_error', 'status 400', { evidence: 'key' })],
  ['a body of the wrong type', new AppError('upstream_invalid', 'html')],
  ['a quota', new AppError('upstream_rate_limited', 'status 429')],
  ['our own full queue', new AppError('overloaded', 'full')],
  ['our own deadline', new AppError('deadline', 'over')],
  ['an upstream error that was not asked for', new AppError('upstream_error', 'held', { asked: false })],
  ['a caller that left', new Error('left')],
])('%s does not open it', async (_, error) => {
  const { breaker, outcomes } = breakerOf()
  await outcomes(40, error)
  expect(breaker.state()).toBe('closed')
})

test.each([
  ['fifteen failures are required', { answered: 0, failed: 14, ms: 0, more: 1 }],
  ['a failure counts half after five seconds', { answered: 0, failed: 14, ms: 5_000, more: 8 }],
  ['a failure counts a quarter after ten seconds', { answered: 0, failed: 14, ms: 10_000, more: 12 }],
  ['an answer counts half after five seconds', { answered: 20, failed: 0, ms: 5_000, more: 10 }],
])('%s', async (_, { answered, failed, ms, more }) => {
  const { clock, breaker, outcomes } = breakerOf()
  await outcomes(answered)
  await outcomes(failed, down())
  await clock.advance(ms)
  await outcomes(more - 1, down())
  expect(breaker.state()).toBe('closed')
  await outcomes(1, down())
  expect(breaker.state()).toBe('open')
})

test('half-open, one probe is sent and other calls are refused; its success closes the breaker', async () => {
  const { clock, inner, breaker, start, outcomes, states } = breakerOf()
  await outcomes(20, down())
  await clock.advance(2_000)
  expect(breaker.state()).toBe('half-open')
  const probe = start()
  await expect(start().result).rejects.toMatchObject({ code: 'circuit_open' })
  inner.answer('fog')
  await expect(probe.result).resolves.toBe('fog')
  expect(states()).toEqual(['open', 'half-open', 'closed'])
})

test('a probe that fails opens it for twice as long, up to a bound', async () => {
  const { clock, breaker, outcomes } = breakerOf()
  await outcomes(20, down())
  for (const pause of [2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    await clock.advance(pause - 1)
    expect(breaker.state()).toBe('open')
    await clock.advance(1)
    expect(breaker.state()).toBe('half-open')
    await outcomes(1, down())
  }
})

test('during the trial a single failure opens it again; after the trial, pauses are short again', async () => {
  const { clock, breaker, outcomes } = breakerOf()
  await outcomes(20, down())
  await clock.advance(2_000)
  await outcomes(2)
  await outcomes(1, down())
  await clock.advance(3_999)
  expect(breaker.state()).toBe('open')
  await clock.advance(1)
  await outcomes(4)
  await outcomes(1, down())
  expect(breaker.state()).toBe('closed')
  await outcomes(30, down())
  await clock.advance(2_000)
  expect(breaker.state()).toBe('half-open')
})

test('a probe that ends without a verdict lets the next one probe', async () => {
  const { clock, inner, breaker, start, outcomes, states } = breakerOf()
  await outcomes(20, down())
  await clock.advance(2_000)
  const gone = start()
  gone.ctx.abort('left')
  await expect(gone.result).rejects.toBe('left')
  expect(breaker.state()).toBe('half-open')
  const refused = start()
  inner.fail(new AppError('overloaded', 'our queue is full'))
  await expect(refused.result).rejects.toMatchObject({ code: 'overloaded' })
  const probe = start()
  inner.answer('fog')
  await expect(probe.result).resolves.toBe('fog')
  expect(states()).toEqual(['open', 'half-open', 'closed'])
})

test('a probe that was lost with its request does not keep it half-open for ever', async () => {
  const { clock, inner, breaker, start, outcomes } = breakerOf()
  await outcomes(20, down())
  await clock.advance(2_000)
  const lost = start({ budgetMs: 500 })
  await clock.advance(500)
  const second = start()
  // What becomes of the first one after all is no verdict.
  inner.fail(down())
  await lost.result.catch(() => {})
  expect(breaker.state()).toBe('half-open')
  inner.asked.at(-1)?.answer('fog')
  await expect(second.result).resolves.toBe('fog')
})

test('results of calls from before it opened are ignored once it is half-open or closed', async () => {
  const { clock, inner, breaker, start, outcomes, states } = breakerOf()
  const old = Array.from({ length: 22 }, () => start())
  for (let i = 0; i < 20; i++) inner.fail(down())
  await Promise.allSettled(old.slice(0, 20).map(({ result }) => result))
  await clock.advance(2_000)
  const probe = start()
  inner.asked[20]?.fail(down())
  await old[20]?.result.catch(() => {})
  inner.asked[22]?.answer('fog')
  await probe.result
  inner.asked[21]?.fail(down())
  await old[21]?.result.catch(() => {})
  expect(states()).toEqual(['open', 'half-open', 'closed'])
  await outcomes(1)
  expect(breaker.state()).toBe('closed')
})

test('a call that queued while it stayed closed, and a probe that queued, are sent', async () => {
  const { clock, breaker, outcomes, inner } = breakerOf()
  let admit = () => {}
  const queue: Guard = {
    name: 'limit',
    enter: () =>
      new Promise((resolve) => {
        admit = () => resolve(undefined)
      }),
  }
  const queued = async (): Promise<string> => {
    const result = through([breaker, queue], inner.call)('k', createContext(clock))
    result.catch(() => {})
    admit()
    await clock.settle()
    inner.answer('fog')
    return result
  }
  await expect(queued()).resolves.toBe('fog')
  await outcomes(20, down())
  await clock.advance(2_000)
  await expect(queued()).resolves.toBe('fog')
  expect(breaker.state()).toBe('closed')
})

test('a call that was queued while the breaker opened is refused, and its permit is returned', async () => {
  const { clock, breaker, outcomes, inner } = breakerOf()
  let admit = () => {}
  const given: string[] = []
  const queue: Guard<string> = {
    name: 'limit',
    enter: () =>
      new Promise((resolve) => {
        admit = () => resolve('a permit')
      }),
    leave: (ticket, { is }) => void given.push(`${ticket}: ${is}`),
  }
  const waiting = through([breaker, queue], inner.call)('k', createContext(clock))
  waiting.catch(() => {})
  await outcomes(20, down())
  const asked = inner.asked.length
  admit()
  await expect(waiting).rejects.toMatchObject({ code: 'circuit_open' })
  expect([inner.asked.length, given]).toEqual([asked, ['a permit: abandoned']])
})

test('a call that was queued for longer than the breaker was open becomes the probe', async () => {
  const { clock, breaker, outcomes, inner } = breakerOf()
  const admits: (() => void)[] = []
  const queue: Guard = {
    name: 'limit',
    enter: () => new Promise<void>((resolve) => admits.push(resolve)),
  }
  const waiting = through([breaker, queue], inner.call)('k', createContext(clock))
  await outcomes(20, down())
  await clock.advance(2_000)
  admits[0]?.()
  await clock.settle()
  admits[1]?.()
  await clock.settle()
  inner.answer('fog')
  await expect(waiting).resolves.toBe('fog')
  expect([breaker.state(), admits.length]).toEqual(['closed', 2])
})

test('outcomes from before it opened do not open it again', async () => {
  const { clock, breaker, outcomes } = breakerOf()
  await outcomes(30, down())
  await clock.advance(2_000)
  await outcomes(4)
  await outcomes(1, down())
  expect(breaker.state()).toBe('closed')
})
