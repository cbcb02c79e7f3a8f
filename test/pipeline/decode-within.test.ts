import { expect, test } from 'vitest'
import { decodeWithin } from '../../src/pipeline/decode-within.ts'
import type { DecodeTask, Runtime } from '../../src/runtime/runtime.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const taskOf = (characters: number): DecodeTask => ({
  name: 'test',
  decode: (body) => body.length,
  body: 'x'.repeat(characters),
  input: null,
  offloadAbove: 10,
})

/** A runtime whose threads never answer; what is small is decoded where it is. */
function stuck() {
  const clock = createVirtualClock()
  const runtime: Pick<Runtime, 'clock' | 'decode'> = {
    clock,
    decode: (task) =>
      task.body.length > task.offloadAbove
        ? new Promise(() => {})
        : Promise.resolve(task.decode(task.body, task.input)),
  }
  return { clock, runtime }
}

test('a decode that a thread does not finish in time is refused, and leaves nothing behind', async () => {
  const { clock, runtime } = stuck()
  const client = new AbortController()
  const decoded = decodeWithin(runtime, taskOf(11), client.signal)
  const outcome = expect(decoded).rejects.toMatchObject({ code: 'overloaded' })
  await clock.advance(5_000)
  await outcome
  expect(clock.timers).toBe(0)
})

test('a caller that leaves does not wait for the thread', async () => {
  const { clock, runtime } = stuck()
  const client = new AbortController()
  const outcome = expect(decodeWithin(runtime, taskOf(11), client.signal)).rejects.toThrow('gone')
  client.abort(new Error('gone'))
  await outcome
  expect(clock.timers).toBe(0)
})

test('decoding inline sets no timer', async () => {
  const { clock, runtime } = stuck()
  const decoded = decodeWithin(runtime, taskOf(10), new AbortController().signal)
  expect(clock.timers).toBe(0)
  await expect(decoded).resolves.toBe(10)
})
