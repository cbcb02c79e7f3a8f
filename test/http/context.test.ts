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

test('the signal ends shortly before the budget does, so that the merge has time to answer', async () => {
  const { clock, ctx } = open(1_000)
  expect(ctx.deadline).toBe(950)
  await clock.advance(949)
  expect(ctx.signal.aborted).toBe(false)
  await clock.advance(1)
  expect(ctx.signal.reason).toBeInstanceOf(AppError)
  expect(ctx.signal.reason).toMatchObject({ code: 'deadline' })
})

test('a client that hangs up ends the signal at once, with a reason of its own', () => {
  const { client, ctx } = open()
  client.abort()
  expect(ctx.signal.reason).toBeInstanceOf(ClientGone)
})

test('a shutdown ends the signal with its own reason', () => {
  const { shutdown, ctx } = open()
  shutdown.abort(new AppError('draining', 'stop'))
  expect(ctx.signal.reason).toMatchObject({ code: 'draining' })
})

test('closing leaves no timer and no listener behind', () => {
  const { clock, client, shutdown, close } = open()
  close()
  expect(clock.timers).toBe(0)
  expect(listenersOn(client.signal)).toBe(0)
  expect(listenersOn(shutdown.signal)).toBe(0)
})
