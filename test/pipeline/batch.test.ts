import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/core/errors.ts'
import { batch } from '../../src/pipeline/batch.ts'
import type { Answer } from '../../src/pipeline/call.ts'
import { createScope } from '../../src/runtime/runtime.ts'
import { answerOf } from '../support/answers.ts'
import { type ContextOptions, createContext } from '../support/context.ts'
import { createScriptedCall } from '../support/scripted-call.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

type Found = ReadonlyMap<string, string>

function batches(max = 3) {
  const clock = createVirtualClock()
  const inner = createScriptedCall<readonly string[], Answer<Found>>()
  const call = batch<string, string>({ key: (zone) => zone, max, call: inner.call }, clock)
  const ask = (zone: string, given?: ContextOptions) => {
    const ctx = createContext(clock, given)
    const result = call(zone, ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const asked = () => inner.asked.map(({ input }) => input)
  const answer = (zones: Record<string, string>) =>
    inner.answer(answerOf<Found>(new Map(Object.entries(zones)), clock.now()))
  return { clock, inner, ask, asked, answer }
}

test('inputs that arrive together make one call, and each gets its own', async () => {
  const { clock, ask, asked, answer } = batches()
  const [a, b] = [ask('a'), ask('b')]
  await clock.advance(1)
  expect(asked()).toEqual([['a', 'b']])
  answer({ a: 'A', b: 'B' })
  await expect(a.result).resolves.toMatchObject({ value: 'A', provider: 'sea' })
  await expect(b.result).resolves.toMatchObject({ value: 'B' })
  expect([a.ctx.listeners, clock.timers]).toEqual([0, 0])
})

test('inputs beyond the maximum make further calls, and later inputs a later call', async () => {
  const { clock, ask, asked } = batches(2)
  for (const zone of ['a', 'b', 'c', 'd', 'e']) ask(zone)
  await clock.advance(1)
  ask('f')
  await clock.advance(1)
  expect(asked()).toEqual([['a', 'b'], ['c', 'd'], ['e'], ['f']])
})

test('a key the answer does not hold is not_found', async () => {
  const { clock, ask, answer } = batches()
  const { result } = ask('a')
  await clock.advance(1)
  answer({})
  await expect(result).rejects.toMatchObject({ code: 'not_found', provider: 'sea' })
})

test('a failure is that of all of them', async () => {
  const { clock, inner, ask } = batches()
  const all = [ask('a'), ask('b')]
  await clock.advance(1)
  inner.fail(new AppError('upstream_error', 'status 500'))
  for (const { result } of all) await expect(result).rejects.toMatchObject({ code: 'upstream_error' })
})

describe('callers that leave', () => {
  test('when all callers leave before the batch is sent, nothing is sent', async () => {
    const { clock, ask, asked } = batches()
    const all = [ask('a'), ask('b')]
    for (const { ctx } of all) ctx.abort('left')
    for (const { result } of all) await expect(result).rejects.toBe('left')
    expect(clock.timers).toBe(0)
    // The platform need not stay alive for it.
    expect(all.flatMap(({ ctx }) => ctx.tasks)).toEqual([])
    const late = ask('c')
    await clock.advance(1)
    expect([asked(), late.ctx.listeners]).toEqual([[['c']], 1])
  })

  test('some of them: the others get their results', async () => {
    const { clock, ask, answer } = batches()
    const [gone, stays] = [ask('a'), ask('b')]
    gone.ctx.abort('left')
    await clock.advance(1)
    answer({ b: 'B' })
    await expect(gone.result).rejects.toBe('left')
    await expect(stays.result).resolves.toMatchObject({ value: 'B' })
  })

  test('all of them while the call runs: it is aborted', async () => {
    const { clock, inner, ask } = batches()
    const { ctx } = ask('a')
    await clock.advance(1)
    expect(inner.pending.length).toBe(1)
    ctx.abort('left')
    await clock.settle()
    expect([inner.pending.length, ctx.listeners]).toEqual([0, 0])
  })

  test('before they ask: no call is made', async () => {
    const { clock, inner } = batches()
    const ended = createContext(clock)
    ended.abort('gone')
    const call = batch<string, string>({ key: (zone) => zone, max: 1, call: inner.call }, clock)
    await expect(call('a', ended)).rejects.toBe('gone')
    expect(clock.timers).toBe(0)
  })
})

test('a call that throws before it promises anything fails its callers', async () => {
  const clock = createVirtualClock()
  const call = batch<string, string>(
    {
      key: (zone) => zone,
      max: 2,
      call: () => {
        throw new TypeError('a bug')
      },
    },
    clock,
  )
  const result = call('a', createContext(clock))
  result.catch(() => {})
  await clock.advance(1)
  await expect(result).rejects.toThrow('a bug')
})

test('a refresh goes with its like, and scopes go apart', async () => {
  const { clock, inner, ask, asked } = batches(9)
  ask('a')
  ask('b', { isRefresh: true })
  ask('c')
  ask('d', { scope: createScope() })
  await clock.advance(1)
  expect(asked()).toEqual([['a', 'c'], ['b'], ['d']])
  expect(inner.asked.map(({ ctx }) => ctx.isRefresh)).toEqual([false, true, false])
})

describe('a call that is refused because of a key', () => {
  const refusal = () => new AppError('upstream_error', 'status 400', { evidence: 'key' })
  const zones = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

  /** An upstream that refuses every call with one of these zones in it, and what it was asked. */
  function picky(bad: readonly string[]) {
    const clock = createVirtualClock()
    const asked: string[] = []
    const call = batch<string, string>(
      {
        key: (zone) => zone,
        max: 50,
        call: async (inputs) => {
          asked.push(inputs.join(''))
          if (inputs.some((zone) => bad.includes(zone))) throw refusal()
          return answerOf<Found>(new Map(inputs.map((zone) => [zone, zone.toUpperCase()])), clock.now())
        },
      },
      clock,
    )
    const askAll = async (inputs: readonly string[]): Promise<string[]> => {
      const ctx = createContext(clock)
      const all = inputs.map((zone) =>
        call(zone, ctx).then(
          ({ value }) => value,
          (error: AppError) => error.message,
        ),
      )
      await clock.advance(1)
      return Promise.all(all)
    }
    return { asked, askAll }
  }

  test('is split until the key is found, and all others are answered', async () => {
    const { asked, askAll } = picky(['c'])
    const said = await askAll(zones)
    expect(said).toEqual(['A', 'B', 'status 400', 'D', 'E', 'F', 'G', 'H'])
    expect(asked.length).toBeLessThanOrEqual(7)
  })

  test('is sent without that key from then on; the key is requested alone', async () => {
    const { asked, askAll } = picky(['c'])
    await askAll(zones)
    asked.length = 0
    expect(await askAll(zones)).toEqual(['A', 'B', 'status 400', 'D', 'E', 'F', 'G', 'H'])
    expect(asked.toSorted()).toEqual(['abdefgh', 'c'])
  })

  test('costs each bad key alone, however many there are', async () => {
    const { askAll } = picky(zones)
    expect(new Set(await askAll(zones))).toEqual(new Set(['status 400']))
  })
})

test('a failure of one half is that of its own keys', async () => {
  const { clock, inner, ask } = batches()
  const [a, b] = [ask('a'), ask('b')]
  await clock.advance(1)
  inner.fail(new AppError('not_found', 'status 404'))
  await clock.settle()
  inner.answer(answerOf<Found>(new Map([['a', 'A']]), clock.now()))
  inner.fail(new AppError('upstream_error', 'status 500'))
  await expect(a.result).resolves.toMatchObject({ value: 'A' })
  await expect(b.result).rejects.toMatchObject({ message: 'status 500' })
})
