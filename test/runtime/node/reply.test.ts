import type { Dispatcher } from 'undici'
import { expect, test } from 'vitest'
import { Reply } from '../../../src/runtime/node/reply.ts'

/** A connection that writes down what is asked of it. */
function connection(resumed = (): void => {}) {
  const asked: string[] = []
  let paused = false
  const controller: Dispatcher.DispatchController = {
    aborted: false,
    reason: null,
    get paused() {
      return paused
    },
    abort: (reason) => asked.push(`abort: ${reason.message}`),
    pause: () => {
      paused = true
      asked.push('pause')
    },
    resume: () => {
      paused = false
      asked.push('resume')
      resumed()
    },
  }
  return { controller, asked }
}

/** A reply whose headers have arrived, on such a connection. */
function begun(resumed?: () => void) {
  const { controller, asked } = connection(resumed)
  const caller = new AbortController()
  const reply = new Reply('up.test', { maxBytes: 1_000_000 }, caller.signal)
  reply.onRequestStart(controller)
  reply.onResponseStart(controller, 200, {})
  return { controller, asked, reply, abort: (reason: unknown): void => caller.abort(reason) }
}

test('stops reading the socket while the body is not read, and resumes with its reader', async () => {
  const { reply, controller, asked } = begun()
  reply.onResponseData(controller, Buffer.alloc(60_000))
  expect(asked).toEqual([])
  reply.onResponseData(controller, Buffer.alloc(60_000))
  expect(asked).toEqual(['pause'])
  const body = (await reply.response).body[Symbol.asyncIterator]()
  await body.next()
  const rest = body.next()
  expect(asked).toEqual(['pause', 'resume'])
  reply.onResponseEnd()
  expect(await rest).toEqual({ done: true, value: undefined })
})

test('receives what the parser held back, which arrives while it is resumed', async () => {
  const { reply, controller } = begun(() => {
    reply.onResponseData(controller, Buffer.from('held back'))
    controller.pause()
  })
  reply.onResponseData(controller, Buffer.alloc(70_000))
  const body = (await reply.response).body[Symbol.asyncIterator]()
  await body.next()
  expect(Buffer.from((await body.next()).value ?? []).toString()).toBe('held back')
})

test('returns many chunks as one, and counts the overhead of each', async () => {
  const { reply, controller, asked } = begun()
  for (let index = 0; index < 1_000; index++) reply.onResponseData(controller, Buffer.from('f'))
  reply.onResponseEnd()
  const sizes: number[] = []
  for await (const chunk of (await reply.response).body) sizes.push(chunk.byteLength)
  expect(sizes).toEqual([1_000])
  expect(asked).toContain('pause')
})

test('a request aborted before it got a connection does not close the connection', async () => {
  const { controller, asked } = connection()
  const caller = new AbortController()
  const reply = new Reply('up.test', { maxBytes: 100 }, caller.signal)
  caller.abort(new Error('left'))
  await expect(reply.response).rejects.toThrow('left')
  expect(() => reply.onRequestStart(controller)).toThrow('left')
  expect(asked).toEqual([])
})

test('what arrives after an abort is dropped', async () => {
  const { reply, controller, asked, abort } = begun()
  const { body } = await reply.response
  abort('no error object')
  reply.onResponseData(controller, Buffer.from('fog'))
  reply.onResponseEnd()
  reply.onResponseError(controller, new Error('late'))
  await expect(body[Symbol.asyncIterator]().next()).rejects.toBe('no error object')
  expect(asked).toEqual(['abort: aborted'])
})

test('an answer that arrived completely can be read after the signal has aborted', async () => {
  const { reply, controller, asked, abort } = begun()
  reply.onResponseData(controller, Buffer.from('fog'))
  reply.onResponseEnd()
  abort(new Error('left'))
  const chunks: string[] = []
  for await (const chunk of (await reply.response).body) chunks.push(Buffer.from(chunk).toString())
  expect(chunks).toEqual(['fog'])
  expect(asked).toEqual([])
})
