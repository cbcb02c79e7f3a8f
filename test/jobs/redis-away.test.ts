import { expect, test } from 'vitest'
import type { AppError } from '../../src/core/errors.ts'
import { eventually } from '../support/eventually.ts'
import { newJobOf, readyWork } from '../support/new-jobs.ts'

import { durable, never, withRedisQueues } from './redis-queues.ts'

withRedisQueues(
  'a queue whose Redis is away',
  ({ begin, make, open, stateOf, reaches, indicesOf, codeOf, play, server, events }) => {
    test('every method throws `unavailable` with a time to retry, and recovers by itself', async () => {
      await begin(...durable)
      const queue = await open()
      const { job } = await queue.submit(newJobOf(), never)
      await server().kill()
      await eventually(() => expect(queue.isUp).toBe(false))
      const steps = [
        () => queue.submit(newJobOf(), never),
        () => queue.find(job.id, never),
        () => queue.cancel(job.id, never),
        () => queue.list({ owner: null, limit: 10 }, never),
        () => queue.counts(never),
        () => queue.watch(job.id, 0, never)[Symbol.asyncIterator]().next(),
      ]
      for (const step of steps) {
        const error = await step().then(
          () => null,
          (thrown: unknown) => thrown,
        )
        expect(error).toMatchObject({ code: 'unavailable', retryAfterMs: expect.any(Number) })
      }
      await server().restart()
      await eventually(() => expect(queue.isUp).toBe(true))
      expect(await stateOf(queue, job.id)).toBe('pending')
      const told = events().flatMap((event) => (event.type === 'jobs-store' ? [event.isUp] : []))
      expect(told).toEqual([true, false, true])
    })

    test('a worker keeps its results until Redis is back, and its job continues', async () => {
      await begin(...durable)
      const queue = await open()
      const { asked, part } = play(queue)
      const { job } = await queue.submit(newJobOf(), never)
      await part(2)
      await server().kill()
      await eventually(() => expect(queue.isUp).toBe(false))
      for (const one of asked) one.land()
      await server().restart()
      await reaches(queue, job.id, 'done')
      expect([(await indicesOf(queue, job.id)).toSorted(), asked.length]).toEqual([[0, 1, 2], 3])
    })

    test('a process that starts meanwhile runs jobs once Redis is back', async () => {
      await begin(...durable)
      await server().kill()
      const queue = make()
      queue.start(readyWork())
      await eventually(() => expect(events().some(({ type }) => type === 'jobs-store')).toBe(true))
      await server().restart()
      await eventually(() => expect(queue.isUp).toBe(true))
      const { job } = await queue.submit(newJobOf(), never)
      await reaches(queue, job.id, 'done')
    })

    test('an idle worker stops without waiting for Redis', async () => {
      await begin()
      const queue = await open()
      play(queue)
      await server().kill()
      await eventually(() => expect(queue.isUp).toBe(false))
      // Far longer than the test may take.
      expect(await queue.stop(600_000)).toEqual({ finished: 0, interrupted: 0 })
    })

    test('and it does not respond, no caller waits for it indefinitely', async () => {
      await begin()
      const queue = await open()
      server().freeze()
      expect(await codeOf(queue.find('unknown', never))).toBe('unavailable')
      expect(await codeOf(queue.find('unknown', never))).toBe('unavailable')
      server().thaw()
      await eventually(async () => expect(await codeOf(queue.find('unknown', never))).toBe('done'))
    })

    test('a wrong password is reported without revealing it', async () => {
      await begin('--requirepass', 'the-right-one').catch(() => {})
      const queue = make({ url: server().url.replace('//', '//default:the-wrong-one@') })
      play(queue)
      await eventually(() =>
        expect(
          events()
            .map((event) => JSON.stringify(event))
            .join(),
        ).toContain('WRONGPASS'),
      )
      const error = await queue.find('unknown', never).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'unavailable' })
      const told = JSON.stringify([events(), String(error), String((error as AppError).cause)])
      expect(told).not.toContain('wrong-one')
    })
  },
)
