// Background work takes only the permits that callers leave free, and waits in a short queue of its own.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Background } from '../../../src/pipeline/context.ts'
import { share } from '../../support/effort.ts'
import { permitsOf } from './scripted-permits.ts'

test('background work leaves a quarter of the permits to callers', async () => {
  const { clock, run, running } = permitsOf<string>(8)
  const background = new Background()
  for (let count = 0; count < 8; count++) run(`job ${count}`, { background })
  await clock.settle()
  expect(running().length).toBe(6)
  run('caller 1')
  run('caller 2')
  await clock.settle()
  expect(running().slice(6)).toEqual(['caller 1', 'caller 2'])
})

test('a single permit is used by both, callers first', async () => {
  const { clock, inner, run, running } = permitsOf<string>(1)
  const background = new Background()
  run('job 1', { background })
  run('job 2', { background })
  run('caller')
  await clock.settle()
  expect(running()).toEqual(['job 1'])
  inner.answer('done')
  await clock.settle()
  expect(running()).toEqual(['caller'])
  inner.answer('done')
  await clock.settle()
  expect(running()).toEqual(['job 2'])
})

test('a job that a caller has joined takes a permit at once', async () => {
  const { clock, run, running } = permitsOf<string>(2)
  const background = new Background()
  run('job 1', { background: new Background() })
  run('job 2', { background })
  await clock.settle()
  expect(running()).toEqual(['job 1'])
  background.raise()
  await clock.settle()
  expect(running()).toEqual(['job 1', 'job 2'])
  expect(background.listeners).toBe(0)
})

test('queued jobs take no place in the callers’ queue', async () => {
  const { clock, permits, run } = permitsOf<string>(1, 4)
  run('caller')
  const background = new Background()
  run('job 1', { background })
  await expect(run('job 2', { background }).result).rejects.toMatchObject({ code: 'overloaded' })
  const callers = [1, 2, 3, 4].map((count) => run(`caller ${count}`))
  await clock.settle()
  expect(permits.queued).toBe(5)
  await expect(run('caller 5').result).rejects.toMatchObject({ code: 'overloaded' })
  for (const { ctx } of callers) ctx.abort()
})

test('in any order of arrivals, ends and joins no waiter is overtaken, and nothing is left behind', async () => {
  const step = fc.oneof(
    fc.record({ what: fc.constant('come' as const), isBackground: fc.boolean() }),
    fc.record({ what: fc.constantFrom('end' as const, 'join' as const, 'leave' as const), at: fc.nat(9) }),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.array(step, { maxLength: 60 }),
      async (concurrency, steps) => {
        const { clock, permits, inner, run } = permitsOf<string>(concurrency, 1_000)
        const kept = Math.max(1, Math.ceil(concurrency / 4))
        const waiting = new Map<string, { background: Background; leave: () => void }>()
        let came = 0
        const look = async (): Promise<void> => {
          await clock.settle()
          for (const { input } of inner.asked) waiting.delete(input)
          const callers = [...waiting.values()].filter((each) => each.background.isRaised)
          expect(permits.inUse).toBeLessThanOrEqual(concurrency)
          // A caller waits only while every permit is taken, a job only while few are free.
          if (callers.length > 0) expect(permits.inUse).toBe(concurrency)
          if (waiting.size > 0) expect(permits.inUse).toBeGreaterThanOrEqual(Math.max(1, concurrency - kept))
          expect(permits.queued).toBe(waiting.size)
        }
        for (const each of steps) {
          if (each.what === 'come') {
            const background = new Background()
            if (!each.isBackground) background.raise()
            const before = permits.inUse
            const input = `${came++}`
            const { ctx } = run(input, { background })
            waiting.set(input, { background, leave: () => ctx.abort() })
            await look()
            if (each.isBackground && !waiting.has(input))
              expect(before).toBeLessThan(Math.max(1, concurrency - kept))
          } else if (each.what === 'end') {
            inner.pending[each.at]?.answer('done')
          } else {
            const one = [...waiting.values()][each.at]
            if (each.what === 'join') one?.background.raise()
            else if (one) {
              one.leave()
              waiting.delete([...waiting].find(([, value]) => value === one)?.[0] ?? '')
            }
          }
          await look()
        }
        while (inner.pending.length > 0) {
          inner.answer('done')
          await look()
        }
        expect([waiting.size, permits.inUse, permits.queued, clock.timers]).toEqual([0, 0, 0, 0])
      },
    ),
    { numRuns: share(60) },
  )
})

test('queued jobs are not congestion: callers keep their whole queue', async () => {
  const { clock, permits, run } = permitsOf<string>(1, 4)
  run('caller')
  run('job', { background: new Background() })
  await clock.advance(3_000)
  for (let count = 0; count < 4; count++) run(`caller ${count}`)
  expect(permits.queued).toBe(5)
})

test('a job queued behind another takes no permit, although one is free', async () => {
  const { clock, permits, run, running } = permitsOf<string>(4)
  const background = new Background()
  for (let count = 0; count < 4; count++) run(`job ${count}`, { background })
  permits.concurrency = 8
  run('job 4', { background })
  await clock.settle()
  expect(running()).toEqual(['job 0', 'job 1', 'job 2'])
})

test('a queued job takes no permit that is kept for callers, and none while a caller waits', async () => {
  const { clock, inner, permits, run, running } = permitsOf<string>(4)
  for (const caller of ['a', 'b', 'c', 'd']) run(caller)
  run('job 1', { background: new Background() })
  await clock.settle()
  inner.answer('done')
  await clock.settle()
  expect(running()).toEqual(['b', 'c', 'd'])
  inner.answer('done')
  await clock.settle()
  expect(running()).toEqual(['c', 'd', 'job 1'])
  for (const caller of ['e', 'f']) run(caller)
  permits.concurrency = 8
  run('job 2', { background: new Background() })
  await clock.settle()
  expect(running()).toEqual(['c', 'd', 'job 1', 'e'])
})

test('a job that a caller has joined counts as congestion from then on', async () => {
  const { clock, permits, run } = permitsOf<string>(1, 4)
  run('caller')
  const background = new Background()
  run('job', { background })
  background.raise()
  await clock.advance(1_000)
  await expect(run('next').result).rejects.toMatchObject({ code: 'overloaded' })
  expect(permits.queued).toBe(1)
})
