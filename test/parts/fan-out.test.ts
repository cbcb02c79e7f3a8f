import { expect, test } from 'vitest'
import { createFanOut } from '../../src/parts/fan-out.ts'
import { listenersOn } from '../support/context.ts'

test('up to the maximum start at once, without a promise, and the others follow in order', async () => {
  const { signal } = new AbortController()
  const turns = createFanOut(2)
  expect([turns.take(signal), turns.take(signal)]).toEqual([undefined, undefined])
  const started: number[] = []
  const waiting = [3, 4].map((part) => turns.take(signal)?.then(() => started.push(part)))
  turns.give()
  await waiting[0]
  expect([started, listenersOn(signal)]).toEqual([[3], 1])
  turns.give()
  await waiting[1]
  expect([started, listenersOn(signal)]).toEqual([[3, 4], 0])
  turns.give()
  expect(turns.take(signal)).toBeUndefined()
})

test('a waiter that leaves is skipped', async () => {
  const [leaving, staying] = [new AbortController(), new AbortController()]
  const turns = createFanOut(1)
  turns.take(staying.signal)
  const left = turns.take(leaving.signal)
  const stays = turns.take(staying.signal)
  leaving.abort('left')
  await expect(left).rejects.toBe('left')
  turns.give()
  await expect(stays).resolves.toBeUndefined()
})
