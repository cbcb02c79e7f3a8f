import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { createExecutor, type ExecutorOptions } from '../../../src/runtime/node/executor.ts'
import type { Gate } from './thread-fixture.ts'

const fixture = new URL('./thread-fixture.ts', import.meta.url)

function setUp(options: Partial<ExecutorOptions> = {}) {
  const executor = createExecutor({ filename: fixture, threads: 1, ...options })
  return {
    executor,
    echo: (body: string, signal?: AbortSignal) =>
      executor.submit({ name: 'echo', body, input: null }, signal),
    ask: (name: string, input: unknown = null) => executor.submit({ name, body: '{}', input }).promise,
    /** Occupies one thread until `release`; `held` resolves once it is occupied. */
    hold(signal?: AbortSignal) {
      const running = new Int32Array(new SharedArrayBuffer(4))
      const released = new Int32Array(new SharedArrayBuffer(4))
      const gate: Gate = { running, released }
      const job = executor.submit({ name: 'gate', body: 'held', input: gate }, signal)
      const held = Atomics.waitAsync(running, 0, 0)
      const release = (): void => {
        Atomics.store(released, 0, 1)
        Atomics.notify(released, 0)
      }
      return { job, held: Promise.resolve(held.value), release }
    },
    [Symbol.asyncDispose]: () => executor.shutdown({ wait: false }),
  }
}

test('a task is pending, then running, then done', async () => {
  await using up = setUp()
  const first = up.hold()
  const second = up.echo('fog')
  await first.held
  expect([first.job.state, second.state]).toEqual(['running', 'pending'])
  expect([up.executor.running, up.executor.queued]).toEqual([1, 1])
  first.release()
  expect(await second.promise).toBe('fog')
  expect([first.job.state, second.state]).toEqual(['done', 'done'])
  expect(up.executor.queued).toBe(0)
})

test('a pending task can be withdrawn, a running one cannot', async () => {
  await using up = setUp()
  const first = up.hold()
  const second = up.echo('fog')
  await first.held
  expect([second.cancel(), second.cancel(), first.job.cancel()]).toEqual([true, false, false])
  await expect(second.promise).rejects.toMatchObject({ name: 'SubmissionCancelled' })
  expect([second.state, up.executor.queued]).toEqual(['cancelled', 0])
  first.release()
  expect(await first.job.promise).toBe('held')
  expect(first.job.cancel()).toBe(false)
})

test('a signal withdraws a pending task', async () => {
  await using up = setUp()
  const first = up.hold()
  const caller = new AbortController()
  const second = up.echo('fog', caller.signal)
  caller.abort(new Error('gone'))
  await expect(second.promise).rejects.toThrow('gone')
  expect([second.state, up.executor.queued]).toEqual(['cancelled', 0])
  expect(getEventListeners(caller.signal, 'abort')).toEqual([])
  first.release()
  await first.job.promise
})

test('a signal drops the result of a running task and leaves its thread alone', async () => {
  await using up = setUp()
  const caller = new AbortController()
  const first = up.hold(caller.signal)
  await first.held
  caller.abort(new Error('gone'))
  await expect(first.job.promise).rejects.toThrow('gone')
  expect([first.job.state, up.executor.running]).toEqual(['running', 1])
  const second = up.echo('fog')
  expect(second.state).toBe('pending')
  first.release()
  expect(await second.promise).toBe('fog')
  expect(first.job.state).toBe('done')
})

test('a task whose signal has aborted is not queued', async () => {
  await using up = setUp()
  const job = up.echo('fog', AbortSignal.abort(new Error('gone')))
  await expect(job.promise).rejects.toThrow('gone')
  expect([job.state, up.executor.running]).toEqual(['cancelled', 0])
})

test('leaves no listener on a long-lived signal', async () => {
  await using up = setUp()
  const { signal } = new AbortController()
  await up.echo('fog', signal).promise
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('a full queue refuses tasks until there is room', async () => {
  await using up = setUp()
  const first = up.hold()
  const second = up.echo('fog')
  for (let waiting = 1; waiting < 256; waiting++) void up.echo('fog')
  const third = up.echo('ice')
  await expect(third.promise).rejects.toMatchObject({ code: 'overloaded', retryAfterMs: 1_000 })
  expect(third.state).toBe('cancelled')
  second.cancel()
  await expect(second.promise).rejects.toThrow()
  const fourth = up.echo('gale')
  first.release()
  expect(await fourth.promise).toBe('gale')
})

test('runs at most one task per thread, in the order of submission', async () => {
  await using up = setUp({ threads: 2 })
  const [first, second, third] = [up.hold(), up.hold(), up.hold()]
  await Promise.all([first.held, second.held])
  expect([first.job.state, second.job.state, third.job.state]).toEqual(['running', 'running', 'pending'])
  second.release()
  await third.held
  expect(second.job.state).toBe('done')
  first.release()
  third.release()
  await Promise.all([first.job.promise, third.job.promise])
})

test('maps over more tasks than fit in the queue, and keeps their order', async () => {
  await using up = setUp({ threads: 2 })
  const tasks = Array.from({ length: 300 }, (_, index) => ({
    name: 'echo',
    body: `zone ${index}`,
    input: null,
  }))
  expect(await up.executor.map(tasks)).toEqual(tasks.map(({ body }) => body))
  expect(await up.executor.map([])).toEqual([])
})

test('one failure ends a map and withdraws its pending tasks', async () => {
  await using up = setUp({ threads: 2 })
  const held = up.hold()
  await held.held
  const names = ['bug', 'echo', 'echo', 'echo']
  const outcome = up.executor.map(names.map((name) => ({ name, body: 'fog', input: null })))
  await expect(outcome).rejects.toMatchObject({ code: 'internal' })
  expect(up.executor.queued).toBe(0)
  held.release()
  expect(await held.job.promise).toBe('held')
})

test('an AppError keeps its fields, any other error becomes internal with its stack as the cause', async () => {
  await using up = setUp()
  await expect(up.ask('invalid')).rejects.toMatchObject({
    name: 'AppError',
    code: 'upstream_rate_limited',
    message: 'slow down',
    retryAfterMs: 4_000,
    provider: 'reddit',
    retry: false,
  })
  const bug = up.ask('bug')
  await expect(bug).rejects.toMatchObject({ code: 'internal' })
  await expect(bug).rejects.toHaveProperty(
    'cause.message',
    expect.stringContaining('undefined is not a forecast'),
  )
})

test.each([
  ['exits', 'exit'],
  ['runs out of memory', 'hog'],
  ['answers with what cannot be sent', 'function'],
])('a thread that %s fails its own task only, and is replaced', async (_how, name) => {
  await using up = setUp()
  const [failing, next] = [up.ask(name), up.echo('fog').promise]
  await expect(failing).rejects.toMatchObject({ code: 'internal', status: 500, kind: { blame: 'us' } })
  expect(await next).toBe('fog')
})

test('if threads cannot start, every task fails and none is left', async () => {
  await using up = setUp({ filename: new URL('./thread-that-breaks.ts', import.meta.url), threads: 2 })
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map((index) => up.echo(`${index}`).promise))
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'internal' } })
  expect([up.executor.running, up.executor.queued]).toEqual([0, 0])
})

test('a shutdown that waits finishes what was accepted and refuses the rest', async () => {
  await using up = setUp()
  const first = up.hold()
  const second = up.echo('fog')
  await first.held
  const down = up.executor.shutdown({ wait: true })
  await expect(up.echo('late').promise).rejects.toMatchObject({ code: 'draining' })
  first.release()
  await down
  expect([await first.job.promise, await second.promise]).toEqual(['held', 'fog'])
})

test('a shutdown that does not wait fails what was accepted, even after one that did', async () => {
  await using up = setUp()
  const first = up.hold()
  const second = up.echo('fog')
  await first.held
  const patient = up.executor.shutdown({ wait: true })
  await up.executor.shutdown({ wait: false })
  await patient
  await expect(first.job.promise).rejects.toMatchObject({ code: 'draining' })
  await expect(second.promise).rejects.toMatchObject({ code: 'draining' })
  expect([up.executor.running, up.executor.queued]).toEqual([0, 0])
})
