import { expect, test } from 'vitest'
import { createScope } from '../../../src/runtime/runtime.ts'
import { createContext } from '../../support/context.ts'
import { permitsOf } from './scripted-permits.ts'

test('one call runs per permit, the rest follow in order of arrival', async () => {
  const { clock, inner, permits, run, running } = permitsOf<number>(2)
  const all = [1, 2, 3, 4].map((input) => run(input))
  await clock.settle()
  expect([running(), permits.inUse, permits.queued]).toEqual([[1, 2], 2, 2])
  inner.answer(10)
  await clock.settle()
  expect(running()).toEqual([2, 3])
  inner.fail(new Error('no'))
  await clock.settle()
  expect(running()).toEqual([3, 4])
  inner.answer(30)
  inner.answer(40)
  await expect(all[3]?.result).resolves.toBe(40)
  expect([permits.inUse, permits.queued, clock.timers]).toEqual([0, 0, 0])
})

test('a full queue refuses at once, also within one tick', async () => {
  const { clock, permits, run } = permitsOf<number>(2, 3)
  const all = Array.from({ length: 9 }, (_, input) => run(input))
  const refused = await Promise.allSettled(all.slice(5).map(({ result }) => result))
  for (const each of refused)
    expect(each).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'overloaded',
        retryAfterMs: 1_000,
        message: '2 requests to sea are running and 3 wait',
      },
    })
  expect([permits.inUse, permits.queued]).toEqual([2, 3])
  for (const { ctx } of all) ctx.abort()
  await clock.settle()
  expect([permits.inUse, permits.queued, clock.timers]).toEqual([0, 0, 0])
})

test('a waiter can leave the queue, and its place in it is free', async () => {
  const { clock, inner, permits, run, running } = permitsOf<number>(1, 2)
  run(1)
  const leaver = run(2)
  run(3)
  leaver.ctx.abort('left')
  await expect(leaver.result).rejects.toBe('left')
  expect([permits.queued, leaver.ctx.listeners]).toEqual([1, 0])
  inner.answer(0)
  await clock.settle()
  expect(running()).toEqual([3])
})

test('a waiter whose time ends in the queue gets `deadline` and leaves the queue', async () => {
  const { clock, permits, run } = permitsOf<number>(1)
  run(1)
  const { ctx, result } = run(2, { budgetMs: 50 })
  await clock.advance(50)
  await expect(result).rejects.toMatchObject({
    code: 'deadline',
    wasAsked: false,
    message: 'the time ended in the queue for sea',
  })
  expect([permits.queued, ctx.listeners, clock.timers]).toEqual([0, 0, 0])
})

test('a deadline that moves while waiting is obeyed as it then is', async () => {
  const { clock, inner, permits, run, running } = permitsOf<number>(1)
  run(1)
  let deadline = 50
  const ctx = createContext(clock)
  Object.defineProperty(ctx, 'deadline', { get: () => deadline })
  const result = permits.run(() => inner.call(2, ctx), ctx)
  deadline = 80
  await clock.advance(60)
  inner.answer(0)
  await clock.settle()
  expect(running()).toEqual([2])
  inner.answer(7)
  await expect(result).resolves.toBe(7)
})

test('a permit handed to a waiter that leaves at the same instant goes to the next', async () => {
  const { clock, inner, permits, run, running } = permitsOf<number>(1)
  run(1)
  const leaver = run(2)
  run(3)
  await clock.settle()
  inner.answer(0)
  await Promise.resolve()
  leaver.ctx.abort('left')
  await clock.settle()
  expect([running(), permits.inUse]).toEqual([[3], 1])
})

test('a raised limit admits more when the next call ends; a lowered one waits for running calls', async () => {
  const { clock, inner, permits, run, running } = permitsOf<number>(1)
  for (const input of [1, 2, 3, 4, 5, 6]) run(input)
  await clock.settle()
  permits.concurrency = 3
  inner.answer(0)
  await clock.settle()
  expect([running(), permits.concurrency]).toEqual([[2, 3, 4], 3])
  permits.concurrency = 1
  inner.answer(0)
  inner.answer(0)
  await clock.settle()
  expect(running()).toEqual([4])
  inner.answer(0)
  await clock.settle()
  expect([running(), permits.queued]).toEqual([[5], 1])
})

test('a call that comes while a raised limit has not been handed out does not overtake the queue', async () => {
  const { clock, inner, permits, run, running } = permitsOf<number>(1)
  for (const input of [1, 2, 3]) run(input)
  permits.concurrency = 2
  run(4)
  await clock.settle()
  inner.answer(0)
  await clock.settle()
  expect(running()).toEqual([2, 3])
})

test('a queue that moves but is never empty is an overload', async () => {
  const { clock, inner, run } = permitsOf<number>(1, 50)
  for (let input = 0; input < 3; input++) run(input)
  for (let input = 3; input < 13; input++) {
    await clock.advance(100)
    inner.answer(0)
    run(input)
  }
  await clock.settle()
  await expect(run(13).result).rejects.toMatchObject({ code: 'overloaded' })
})

test('scopes do not wait for each other, and the counts include all scopes', async () => {
  const { clock, permits, run, running } = permitsOf<number>(1)
  for (const scope of [createScope(), createScope()]) for (const input of [1, 2]) run(input, { scope })
  await clock.settle()
  expect([running(), permits.inUse, permits.queued]).toEqual([[1, 1], 2, 2])
})

test('a caller that has already left gets no place in the queue', async () => {
  const { clock, inner, permits } = permitsOf<number>(1)
  const ctx = createContext(clock)
  ctx.abort('left')
  await expect(permits.run(() => inner.call(1, ctx), ctx)).rejects.toBe('left')
  expect([inner.asked.length, permits.inUse]).toEqual([0, 0])
})

test('a queue that does not drain is limited to half of the permits; current waiters stay', async () => {
  const { clock, inner, permits, run } = permitsOf<number>(4, 50)
  for (let input = 0; input < 4 + 20; input++) run(input)
  await clock.advance(999)
  run(24)
  expect(permits.queued).toBe(21)
  await clock.advance(1)
  await expect(run(25).result).rejects.toMatchObject({ code: 'overloaded' })
  expect(permits.queued).toBe(21)
  for (let answered = 0; answered < 20; answered++) {
    inner.answer(0)
    await clock.settle()
  }
  const [kept, refused] = [run(26), run(27)]
  await clock.settle()
  expect(permits.queued).toBe(2)
  await expect(refused.result).rejects.toMatchObject({ code: 'overloaded' })
  kept.ctx.abort()
})

/** How many of 30 new callers may queue now. */
const room = ({ permits, run }: ReturnType<typeof permitsOf<number>>): number => {
  const all = Array.from({ length: 30 }, (_, input) => run(input))
  const { queued } = permits
  for (const { ctx } of all) ctx.abort()
  return queued
}

test('congestion clears only after a quiet period as long as patience, however long it has lasted', async () => {
  const world = permitsOf<number>(1, 50)
  const { clock, inner, permits, run } = world
  run(1)
  run(2, { budgetMs: 100_000 })
  await clock.advance(60_000)
  inner.answer(0)
  await clock.settle()
  expect(permits.queued).toBe(0)
  await clock.advance(999)
  expect(room(world)).toBe(1)
  await clock.advance(1)
  expect(room(world)).toBe(30)
})

test.each([
  ['that is empty for a moment now and then is congested', 190, 10, 1],
  ['that callers use for a fifth of the time is not', 40, 160, 30],
])('a queue %s', async (_, waitingMs, emptyMs, expected) => {
  const world = permitsOf<number>(1, 50)
  const { clock, run } = world
  run(0, { budgetMs: 1e6 })
  for (let round = 0; round < 200; round++) {
    const waiter = run(1)
    await clock.advance(waitingMs)
    waiter.ctx.abort()
    await clock.advance(emptyMs)
  }
  expect(room(world)).toBe(expected)
})

test('a queue that has been empty for long is not congested', async () => {
  const world = permitsOf<number>(1, 50)
  await world.clock.advance(5_000)
  world.run(1)
  expect(room(world)).toBe(30)
})

test('with infinite patience no queue is congested', async () => {
  const world = permitsOf<number>(1, 50, Number.POSITIVE_INFINITY)
  world.run(0)
  world.run(1, { budgetMs: 2e9 })
  await world.clock.advance(1e9)
  expect(room(world)).toBe(30 + 1)
})
