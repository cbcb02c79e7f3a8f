import { describe, expect, test } from 'vitest'
import { neverAborted } from '../../src/core/abort.ts'
import { silent } from '../../src/core/events.ts'
import { createEmbeddedQueue } from '../../src/queues/embedded.ts'
import { checkpointOf, orderOf } from '../support/orders.ts'
import { createRecorder } from '../support/recorder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { describeQueue } from './queue-contract.ts'

const keepMs = 1_000
const limits = { keepMs, pending: 100, perOwner: 10, atOnce: 4 }

describeQueue('the embedded engine', async () => {
  const clock = createVirtualClock()
  return {
    open: async (more) =>
      createEmbeddedQueue({ clock, limits: { ...limits, ...more }, mostBytes: 1_000_000, emit: silent }),
    pass: (ms) => clock.advance(ms),
    keepMs,
    canPassHours: true,
    async close() {},
  }
})

describe('its bounds', () => {
  const never = neverAborted

  /** A queue whose jobs land one part of so many characters each, and then wait for `finish`. */
  const queueOf = (mostBytes: number, characters: number) => {
    const clock = createVirtualClock()
    const events = createRecorder()
    const queue = createEmbeddedQueue({ clock, limits, mostBytes, emit: events.emit })
    queue.start(async (task) => {
      await task.checkpoint({ ...checkpointOf(0), piece: 'x'.repeat(characters) })
      return { state: 'done' }
    })
    const submit = async (): Promise<string> => {
      const { job } = await queue.submit(orderOf({ items: 1 }), never)
      await clock.settle()
      return job.id
    }
    return { clock, events, queue, submit }
  }

  test('past its bytes the oldest results go before their time', async () => {
    const { queue, submit } = queueOf(2_000, 600)
    const [first, second, third] = [await submit(), await submit(), await submit()]
    expect(await queue.find(first, never)).toBe('gone')
    for (const id of [second, third]) expect(await queue.find(id, never)).toMatchObject({ state: 'done' })
  })

  test('a job whose own result is too large has failed, and is told', async () => {
    const { events, queue, submit } = queueOf(2_000, 3_000)
    const id = await submit()
    expect(await queue.find(id, never)).toMatchObject({
      state: 'failed',
      error: { code: 'overloaded' },
      done: 0,
    })
    expect(events.of('job')).toMatchObject([{ state: 'failed', code: 'overloaded' }])
    expect(events.of('bug')).toEqual([])
  })

  test('what has had its time is let go of without being asked for, and no timer stays', async () => {
    const { clock, queue, submit } = queueOf(2_000, 600)
    const id = await submit()
    expect(clock.timers).toBe(1)
    await clock.advance(keepMs)
    expect(clock.timers).toBe(0)
    expect(await queue.find(id, never)).toBe('gone')
    // Its bytes are free again.
    for (let count = 0; count < 2; count++) await submit()
    expect((await queue.counts(never)).done).toBe(2)
    await queue.stop(0)
    expect(clock.timers).toBe(0)
  })
})
