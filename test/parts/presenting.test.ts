// Work that takes time after a part is available: processing its text, on a thread or inline.
import { expect, test } from 'vitest'
import { AppError } from '../../src/core/errors.ts'
import { createCollector, type PartCollector } from '../../src/parts/collector.ts'
import type { Loaded } from '../../src/pipeline/call.ts'
import { defineTask } from '../../src/pipeline/task.ts'
import { geocode } from '../../src/sources/geocode/source.ts'
import { answerOf } from '../support/answers.ts'
import { createContext, type TestContext } from '../support/context.ts'
import { createRecorder } from '../support/recorder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const lengthOf = defineTask<{ plus: number }, number>({
  name: 'test/length',
  decode: (body, { plus }) => body.length + plus,
})

function around(decode: 'runs' | 'hangs' = 'runs', known?: Loaded<string>) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const ctx: TestContext = createContext(clock, { emit: events.emit })
  const landed: string[] = []
  const collector: PartCollector = createCollector({
    context: () => ctx,
    requestId: 'r1',
    emit: events.emit,
    runtime: {
      clock,
      decode: async (task) =>
        decode === 'runs' ? task.decode(task.body, task.input) : new Promise(() => {}),
    },
    built: () =>
      ({
        key: () => 'a',
        peek: () => known,
        ask: async () => answerOf('Annapolis', clock.now()),
        label: () => 'a',
        firstProvider: 'sea',
        attribution: () => null,
        skipped: () => 0,
        hasJobs: true,
        isHeld: () => () => true,
      }) as never,
    settingsOf: () => ({}) as never,
    onPart: ({ part, piece }) => landed.push(`${part.status} ${piece}`),
  })
  return { clock, ctx, events, collector, landed }
}

test('a computation returns its value and reports where it ran', async () => {
  const { collector, events } = around()
  expect(await collector.compute(lengthOf, 'fog', { plus: 1 }, { offloadAbove: 2 })).toBe(4)
  expect(await collector.compute(lengthOf, 'fog', { plus: 0 }, { offloadAbove: 3 })).toBe(3)
  expect(events.of('compute')).toMatchObject([
    { task: 'test/length', where: 'thread', characters: 3 },
    { task: 'test/length', where: 'inline', characters: 3 },
  ])
})

test('work that never ends is abandoned when the request ends', async () => {
  const { collector, ctx } = around('hangs')
  const working = collector.compute(lengthOf, 'fog', { plus: 1 }, { offloadAbove: 0 })
  const reason = new AppError('deadline', 'the budget ended first')
  ctx.abort(reason)
  await expect(working).rejects.toBe(reason)
  expect(ctx.listeners).toBe(0)
})

test('work that a thread does not finish in time is refused, however long the request may take', async () => {
  const { collector, ctx, clock } = around('hangs')
  const refused = expect(
    collector.compute(lengthOf, 'fog', { plus: 1 }, { offloadAbove: 0 }),
  ).rejects.toMatchObject({ code: 'overloaded' })
  await clock.advance(5_000)
  await refused
  expect([ctx.listeners, clock.timers]).toEqual([0, 0])
})

test('a part lands when it has been presented, and with what was made of it', async () => {
  const { collector, clock, landed } = around()
  const { promise, resolve } = Promise.withResolvers<string>()
  const asked = collector.ask(geocode, { place: 'a', lang: 'en' }, () => promise)
  await clock.settle()
  expect(landed).toEqual([])
  resolve('found')
  expect(await asked).toBe('found')
  expect(landed).toEqual(['fresh found'])
})

test('a part whose presenting fails is a part that failed', async () => {
  const { collector } = around()
  const refused = new AppError('overloaded', '256 bodies wait to be decoded')
  expect(await collector.ask(geocode, { place: 'a', lang: 'en' }, () => Promise.reject(refused))).toBeNull()
  expect(collector.results().map(({ part }) => part)).toMatchObject([
    { source: 'geocode', key: 'a', status: 'failed', error: { code: 'overloaded', status: 503 } },
  ])
})

test('a value in memory is presented once for each form, and without a form for each answer', async () => {
  const { collector, landed } = around('runs', answerOf('Annapolis', 0))
  let count = 0
  const ask = (form?: string) => collector.ask(geocode, { place: 'a', lang: 'en' }, () => ++count, form)
  expect([await ask('name'), await ask('place'), await ask('name'), await ask(), await ask()]).toEqual([
    1, 2, 1, 3, 4,
  ])
  expect(landed.at(2)).toBe('cached 1')
})

test('at most eight forms of a value are kept', async () => {
  const { collector } = around('runs', answerOf('Annapolis', 0))
  let count = 0
  const ask = (form: number) =>
    collector.ask(geocode, { place: 'a', lang: 'en' }, () => ++count, `at most ${form}`)
  const twice = [1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 9]
  expect(await Promise.all(twice.map(ask))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 10])
})

test('the piece of a loaded value, or one that takes time, is not kept', async () => {
  let count = 0
  const fresh = around()
  for (const collector of [fresh.collector, around('runs', answerOf('Annapolis', 0)).collector]) {
    const ask = () => collector.ask(geocode, { place: 'a', lang: 'en' }, async () => ++count, 'name')
    expect(await ask()).not.toBe(await ask())
  }
  const ask = () => fresh.collector.ask(geocode, { place: 'a', lang: 'en' }, () => ++count, 'name')
  expect(await ask()).not.toBe(await ask())
})
