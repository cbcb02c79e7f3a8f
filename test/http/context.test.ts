import { expect, test } from 'vitest'
import { ClientGone } from '../../src/core/abort.ts'
import { AppError } from '../../src/core/errors.ts'
import { openContext } from '../../src/http/context.ts'
import { createScope } from '../../src/runtime/runtime.ts'
import { listenersOn } from '../support/context.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

function open(budgetMs = 1_000) {
  const clock = createVirtualClock()
  const client = new AbortController()
  const shutdown = new AbortController()
  const { ctx, close } = openContext({
    clock,
    scope: createScope(),
    emit: () => {},
    requestId: 'test',
    received: {},
    client: client.signal,
    shutdown: shutdown.signal,
    budgetMs,
    waitUntil: () => {},
  })
  return { clock, client, shutdown, ctx, close }
}

test('the signal aborts shortly before the end of the budget, to leave time for the merge', async () => {
  const { clock, ctx } = open(1_000)
  expect(ctx.deadline).toBe(950)
  await clock.advance(949)
  expect(ctx.signal.aborted).toBe(false)
  await clock.advance(1)
  expect(ctx.signal.reason).toBeInstanceOf(AppError)
  expect(ctx.signal.reason).toMatchObject({ code: 'deadline' })
})

test('a disconnect aborts the signal at once with its reason', () => {
  const { client, ctx } = open()
  client.abort(new ClientGone())
  expect(ctx.signal.reason).toBeInstanceOf(ClientGone)
})

test('a shutdown aborts the signal with its reason', () => {
  const { shutdown, ctx } = open()
  shutdown.abort(new AppError('draining', 'stop'))
  expect(ctx.signal.reason).toMatchObject({ code: 'draining' })
})

test('closing a context removes its timer and listeners', () => {
  const { clock, client, shutdown, close } = open()
  close()
  expect(clock.timers).toBe(0)
  expect(listenersOn(client.signal)).toBe(0)
  expect(listenersOn(shutdown.signal)).toBe(0)
})
