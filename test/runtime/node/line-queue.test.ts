import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLineQueue } from '../../../src/runtime/node/line-queue.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

/** A queue whose sink the test works by hand. */
function open({ isThreaded = false } = {}) {
  const clock = createVirtualClock()
  const calls: { text: string; done: (error: Error | null, written?: number) => void }[] = []
  let written = ''
  const queue = createLineQueue({
    clock,
    sink: {
      isThreaded,
      write(bytes, done) {
        const text = Buffer.from(bytes).toString()
        calls.push({
          text,
          done(error, count = bytes.byteLength) {
            written += Buffer.from(bytes).subarray(0, count).toString()
            done(error, count)
          },
        })
      },
    },
  })
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return { queue, clock, calls, turn, written: () => written }
}

/** A line of this many characters, which begins with a letter. */
const long = (letter: string, length: number): string => `${letter.padEnd(length - 1, '.')}\n`

test('lines are written in batches and in order, when there are enough or after a while', async () => {
  const { queue, clock, calls, turn } = open()
  queue.write('one\n')
  await turn()
  await clock.advance(249)
  expect(calls).toEqual([])
  await clock.advance(1)
  expect(calls.map(({ text }) => text)).toEqual(['one\n'])
  calls[0]?.done(null)
  const [two, three] = [long('2', 131_072), long('3', 131_072)]
  queue.write(two)
  queue.write(three)
  await turn()
  expect(calls[1]?.text).toBe(two + three)
})

test('a failed write is resumed where it stopped', async () => {
  const { queue, clock, calls, turn, written } = open()
  queue.write('first\n')
  await turn()
  await clock.advance(250)
  calls[0]?.done(new Error('ENOSPC'), 2)
  await clock.advance(249)
  expect(calls).toHaveLength(1)
  await clock.advance(1)
  expect(calls[1]?.text).toBe('rst\n')
  calls[1]?.done(null)
  expect(written()).toBe('first\n')
})

test('lines beyond the limit are counted, and later lines are written when there is room', async () => {
  const { queue, clock, calls, turn } = open()
  const lines = [long('a', 4_000_000), long('b', 4_000_000), 'c\n', 'd\n']
  for (const line of lines) {
    queue.write(line)
    await turn()
  }
  expect([queue.dropped(), calls.length]).toEqual([2, 1])
  calls[0]?.done(null)
  calls[1]?.done(null)
  queue.write('e\n')
  await turn()
  await clock.advance(250)
  expect(calls.map(({ text }) => text[0])).toEqual(['a', 'b', 'e'])
  expect(queue.dropped()).toBe(2)
})

test('the limit counts characters, whatever their size in bytes', async () => {
  const { queue, turn } = open()
  queue.write('é'.repeat(8_000_000))
  await turn()
  expect(queue.dropped()).toBe(0)
  queue.write('e'.repeat(8_000_001))
  await turn()
  expect(queue.dropped()).toBe(1)
})

test('a flush ends when everything is written, or after its timeout', async () => {
  const { queue, clock, calls } = open()
  queue.write('one\n')
  let flushes = 0
  const count = (): void => void flushes++
  void queue.flush(2_000).then(count)
  void queue.flush(4_000).then(count)
  await clock.advance(2_000)
  expect(flushes).toBe(1)
  calls[0]?.done(null)
  await clock.advance(0)
  expect(flushes).toBe(2)
  await queue.flush(1)
})

test('a flush on a thread waits for a write that fails, and as long again for one that hangs', async () => {
  const { queue, clock, calls } = open({ isThreaded: true })
  queue.write('one\n')
  let flushes = 0
  const flush = (): void => void queue.flush(2_000).then(() => flushes++)
  flush()
  await clock.advance(2_000)
  expect([flushes, queue.holdsThread()]).toEqual([0, true])
  calls[0]?.done(new Error('ENOSPC'), 0)
  await clock.settle()
  expect([flushes, queue.holdsThread()]).toEqual([1, false])
  await clock.advance(250)
  flush()
  await clock.advance(3_999)
  expect(flushes).toBe(1)
  await clock.advance(1)
  expect([flushes, queue.holdsThread()]).toEqual([2, true])
})

test('each line is written once and in order, or counted, whatever the sink does', async () => {
  const step = fc.oneof(
    fc.record({ line: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ fails: fc.boolean(), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { queue, clock, calls, turn, written } = open()
      const given: string[] = []
      let answered = 0
      const answer = (fails: boolean, share: number): void => {
        const call = calls[answered]
        if (!call) return
        answered++
        const size = Buffer.byteLength(call.text)
        if (fails) call.done(new Error('no'), Math.min(size - 1, Math.floor(size * share)))
        else call.done(null)
      }
      for (const each of steps) {
        if ('line' in each) {
          given.push(`${given.length}:${'x'.repeat(each.line * 300_000)}`)
          queue.write(`${given.at(-1)}\n`)
          await turn()
        } else answer(each.fails, each.share)
        await clock.advance(300)
      }
      const flushed = queue.flush(1e9)
      while (answered < calls.length) answer(false, 1)
      await flushed
      const lines = written().split('\n').slice(0, -1)
      expect(lines.length + queue.dropped()).toBe(given.length)
      expect(given.filter((line) => lines.includes(line))).toEqual(lines)
    }),
    { numRuns: 20 },
  )
})

test('at the end of the process the waiting lines can be taken once', async () => {
  const { queue, turn } = open()
  queue.write('one\n')
  await turn()
  queue.write('two\n')
  expect([queue.takeRest(), queue.takeRest()]).toEqual(['one\ntwo\n', ''])
})
