import { expect, test } from 'vitest'
import { Cancellation, ClientGone, follow, neverAborted, orAbort, signalOf } from '../../src/core/abort.ts'
import { listenersOn } from '../support/context.ts'

test('a follower aborts with the first of its signals, and releases the others', () => {
  const [a, b] = [new AbortController(), new AbortController()]
  const follower = follow(a.signal, b.signal)
  b.abort('b')
  a.abort('a')
  expect(follower.signal.reason).toBe('b')
  expect([listenersOn(a.signal), listenersOn(b.signal)]).toEqual([0, 0])
})

test('a follower of an aborted signal is aborted', () => {
  const [a, b] = [new AbortController(), new AbortController()]
  b.abort('b')
  expect(follow(a.signal, b.signal).signal.reason).toBe('b')
  expect(listenersOn(a.signal)).toBe(0)
})

test('aborting a follower does not abort what it follows', () => {
  const a = new AbortController()
  const follower = follow(a.signal)
  follower.abort('mine')
  expect([follower.signal.reason, a.signal.aborted, listenersOn(a.signal)]).toEqual(['mine', false, 0])
})

test('a released follower no longer follows', () => {
  const a = new AbortController()
  const follower = follow(a.signal)
  follower.release()
  a.abort()
  expect(follower.signal.aborted).toBe(false)
})

test('the result or failure of work that settles first is passed on, and no listener remains', async () => {
  const { signal } = new AbortController()
  await expect(orAbort(Promise.resolve(1), signal)).resolves.toBe(1)
  await expect(orAbort(Promise.reject(new Error('no')), signal)).rejects.toThrow('no')
  expect(listenersOn(signal)).toBe(0)
})

test('a signal that aborts first rejects with its reason, while the work continues', async () => {
  const controller = new AbortController()
  const waiting = orAbort(new Promise(() => {}), controller.signal)
  controller.abort(new ClientGone())
  await expect(waiting).rejects.toThrow('the client disconnected')
  expect(listenersOn(controller.signal)).toBe(0)
})

test('an aborted signal rejects at once, and a later failure of the work is not unhandled', async () => {
  const work = Promise.reject(new Error('unheard'))
  await expect(orAbort(work, AbortSignal.abort('over'))).rejects.toBe('over')
})

test('the signal that never aborts has not aborted', () => {
  expect(neverAborted.aborted).toBe(false)
})

const listener = () => ({
  heard: 0,
  handleEvent(): void {
    this.heard++
  },
})

test('a cancellation tells each listener once, with the first reason', () => {
  const cancellation = new Cancellation()
  const [a, b, gone] = [listener(), listener(), listener()]
  for (const each of [a, gone, b]) cancellation.addEventListener('abort', each)
  cancellation.removeEventListener('abort', gone)
  cancellation.removeEventListener('abort', gone)
  expect(cancellation.listeners).toBe(2)
  cancellation.abort('first')
  cancellation.abort('second')
  expect([a.heard, b.heard, gone.heard, cancellation.listeners]).toEqual([1, 1, 0, 0])
  expect([cancellation.aborted, cancellation.reason]).toEqual([true, 'first'])
  expect(() => cancellation.throwIfAborted()).toThrow('first')
})

test.each(['before', 'after'])(
  "the platform's signal of a cancellation aborts with it when it is created %s",
  (when) => {
    const cancellation = new Cancellation()
    const early = when === 'before' ? cancellation.signal : null
    cancellation.abort('left')
    expect(cancellation.signal).toMatchObject({ aborted: true, reason: 'left' })
    expect(early ?? cancellation.signal).toBe(cancellation.signal)
    expect(signalOf(cancellation)).toBe(cancellation.signal)
    expect(signalOf(neverAborted)).toBe(neverAborted)
  },
)

test('a listener that another one removes during the abort is not told, and a released cancellation stays as it is', () => {
  const cancellation = new Cancellation()
  const follower = new Cancellation()
  cancellation.addEventListener('abort', { handleEvent: () => follower.release() })
  follower.follow(cancellation)
  cancellation.abort('left')
  expect([follower.aborted, cancellation.listeners]).toEqual([false, 0])
})
