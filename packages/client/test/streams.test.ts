import { expect, test, vi } from 'vitest'
import {
  clientOf,
  drain,
  errorOf,
  event,
  falls,
  onHeldClock,
  part,
  problem,
  silence,
  streams,
} from './scripted-client.ts'

onHeldClock()

test('an aborted signal rejects with its reason: before, while waiting, and in the body', async () => {
  const reason = new Error('gone')
  const before = AbortSignal.abort(reason)
  const { client, sent } = clientOf([silence])
  await expect(client.health({ signal: before })).rejects.toBe(reason)
  expect(sent).toHaveLength(0)
  const during = new AbortController()
  const answer = client.health({ signal: during.signal }).catch((error: unknown) => error)
  during.abort(reason)
  expect(await answer).toBe(reason)
})

test('a service that does not answer fails after its budget plus five seconds', async () => {
  const { client } = clientOf([silence])
  const answer = errorOf(client.health({ timeoutMs: 1_000 }))
  await vi.advanceTimersByTimeAsync(5_999)
  const settled = vi.fn()
  void answer.then(settled)
  await vi.advanceTimersByTimeAsync(0)
  expect(settled).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(await answer).toMatchObject({ code: 'timed_out', detail: 'nothing was received for 6 s' })
})

test('reading stops when an answer is larger than allowed', async () => {
  const cancelled = vi.fn()
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
    cancel: cancelled,
  })
  const { client } = clientOf([() => new Response(endless)], { maxBytes: 5_000 })
  expect(await errorOf(client.health())).toMatchObject({ code: 'bad_answer' })
  expect(cancelled).toHaveBeenCalledOnce()
})

test('a stream gives parts with their source, progress, and last the answer', async () => {
  const text = `: waiting\n\n${part}${event('progress', { done: 1, total: 1 })}${event('later', 1)}${event('done', { complete: true })}`
  const { client, headers } = clientOf([streams(text)])
  const events: unknown[] = []
  for await (const each of client.geocode.stream({ place: ['Zadar'] })) events.push(each)
  expect(headers().accept).toBe('text/event-stream')
  expect(events).toEqual([
    { event: 'part', source: 'geocode', part: { source: 'geocode', key: 'Zadar' }, data: { name: 'Zadar' } },
    { event: 'progress', done: 1, total: 1 },
    { event: 'done', answer: { complete: true } },
  ])
})

test('a problem at the end of a stream, and a stream without an end, are errors', async () => {
  const { client } = clientOf([streams(part + event('problem', problem)), streams(part)])
  expect(await errorOf(drain(client.geocode.stream({ place: ['Zadar'] })))).toMatchObject({
    code: 'overloaded',
    status: 503,
  })
  expect(await errorOf(drain(client.geocode.stream({ place: ['Zadar'] })))).toMatchObject({
    code: 'bad_answer',
    detail: 'the stream ended before the answer was complete',
  })
})

test('leaving the loop closes the stream', async () => {
  const cancelled = vi.fn()
  const { client } = clientOf([falls(cancelled)])
  for await (const _ of client.geocode.stream({ place: ['Zadar'] })) break
  expect(cancelled).toHaveBeenCalledOnce()
})

test('a stream ends with the signal, or after thirty seconds without a sign of life', async () => {
  const { client } = clientOf([falls(() => {})])
  const controller = new AbortController()
  const left = drain(client.geocode.stream({ place: ['Zadar'] }, { signal: controller.signal })).catch(
    (error: unknown) => error,
  )
  await vi.advanceTimersByTimeAsync(1_000)
  controller.abort('enough')
  expect(await left).toBe('enough')

  const silent = errorOf(drain(client.geocode.stream({ place: ['Zadar'] })))
  await vi.advanceTimersByTimeAsync(30_000)
  expect(await silent).toMatchObject({ code: 'timed_out', detail: 'nothing was received for 30 s' })
})
