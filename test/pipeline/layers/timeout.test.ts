import { describe, expect, test } from 'vitest'
import { timeout } from '../../../src/pipeline/layers/timeout.ts'
import { createContext } from '../../support/context.ts'
import { promisesOfALayer } from '../../support/layer-contract.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

describe('as every layer', () => promisesOfALayer((clock) => timeout({ timeoutMs: 100, clock })))

function around() {
  const clock = createVirtualClock()
  const inner = createScriptedCall<string, string>()
  return { clock, inner, ctx: createContext(clock), call: timeout<string, string>({ timeoutMs: 100, clock }) }
}

test('an attempt that takes too long fails with upstream_timeout and is stopped', async () => {
  const { clock, inner, ctx, call } = around()
  const late = call(inner.call)('k', ctx)
  late.catch(() => {})
  await clock.advance(100)
  await expect(late).rejects.toMatchObject({ code: 'upstream_timeout', wasAsked: true })
  expect([inner.pending.length, ctx.listeners, clock.timers]).toEqual([0, 0, 0])
})

test('an answer in the last instant is in time', async () => {
  const { clock, inner, ctx, call } = around()
  const answer = call(inner.call)('k', ctx)
  await clock.advance(99)
  inner.answer('fog')
  await expect(answer).resolves.toBe('fog')
})

test('work that ignores its signal is not waited for', async () => {
  const { clock, ctx, call } = around()
  const late = call(() => new Promise(() => {}))('k', ctx)
  late.catch(() => {})
  await clock.advance(100)
  await expect(late).rejects.toMatchObject({ code: 'upstream_timeout' })
})
