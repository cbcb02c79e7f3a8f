// How a request ends early, and what is left of it: no listener, no connection in between.
import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { type Answer, broken, whole } from './loopback.ts'
import { open, partial, setUp, text, turn } from './sending.ts'

test('a request whose signal has aborted is not sent', async () => {
  await using up = await setUp({ '/a': whole('', 'fog') })
  await expect(up.send('/a', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  expect(up.server.taken).toBe(0)
})

test('an abort before the headers rejects with the reason and ends the connection', async () => {
  await using up = await setUp({})
  const caller = new AbortController()
  const outcome = up.send('/never', caller.signal)
  await up.server.asked()
  caller.abort(new Error('gone'))
  await expect(outcome).rejects.toThrow('gone')
  await up.server.quiet()
  expect(up.server.taken).toBe(1)
  expect(getEventListeners(caller.signal, 'abort')).toEqual([])
})

test('an abort during the body ends the reading and the connection', async () => {
  await using up = await setUp({ '/a': (socket) => socket.write(partial) })
  const caller = new AbortController()
  const body = (await up.send('/a', caller.signal)).body[Symbol.asyncIterator]()
  expect(Buffer.from((await body.next()).value ?? []).toString()).toBe('fog')
  const rest = body.next()
  caller.abort(new Error('gone'))
  await expect(rest).rejects.toThrow('gone')
  await up.server.quiet()
  expect(up.server.taken).toBe(1)
  expect(getEventListeners(caller.signal, 'abort')).toEqual([])
})

test('an abort while waiting for a connection leaves the request unsent and the connection alive', async () => {
  let answer = (): void => {}
  const held: Answer = (socket, request) => {
    answer = () => whole('', 'ice')(socket, request)
  }
  await using up = await setUp({ '/held': held, '/b': whole('', 'fog') }, { connections: 1 })
  const asked = up.server.asked()
  const holding = up.send('/held').then(text)
  await asked
  const caller = new AbortController()
  const waiting = up.send('/b', caller.signal)
  caller.abort(new Error('left'))
  await expect(waiting).rejects.toThrow('left')
  answer()
  expect(await holding).toBe('ice')
  expect(await text(await up.send('/b'))).toBe('fog')
  expect([up.server.requests.length, up.server.taken]).toEqual([2, 1])
})

test('leaves no listener on a long-lived signal', async () => {
  await using up = await setUp({ '/a': whole('', 'fog'), '/b': broken(partial, 'reset') })
  const signal = open()
  await text(await up.send('/a', signal))
  await expect(up.send('/b', signal).then(text)).rejects.toThrow()
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('a reader that leaves the body ends the connection', async () => {
  await using up = await setUp({ '/a': (socket) => socket.write(partial) })
  for await (const _chunk of (await up.send('/a')).body) break
  await up.server.quiet()
})

test('discarding a complete answer keeps its connection, discarding an incomplete one closes it', async () => {
  await using up = await setUp({ '/whole': whole('', 'fog'), '/part': (socket) => socket.write(partial) })
  const kept = await up.send('/whole')
  kept.discard()
  await turn()
  const ended = await up.send('/part')
  ended.discard()
  expect(up.server.taken).toBe(1)
  await up.server.quiet()
})

test('closing aborts requests in flight, and nothing is sent afterwards', async () => {
  await using up = await setUp({ '/a': whole('', 'fog') })
  const asked = up.server.asked()
  const outcome = up.send('/never')
  const failed = expect(outcome).rejects.toMatchObject({ code: 'draining' })
  await asked
  await up.sender.close()
  await failed
  await up.server.quiet()
  await expect(up.send('/a')).rejects.toMatchObject({ code: 'draining' })
})
