// The priority of a load that several callers share.
import { expect, test } from 'vitest'
import type { Answer } from '../../../src/pipeline/call.ts'
import { Background } from '../../../src/pipeline/context.ts'
import { type KeepOptions, keep } from '../../../src/pipeline/keep/keep.ts'
import { Memory } from '../../../src/pipeline/keep/memory.ts'
import { answerOf } from '../../support/answers.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

function flightsOf() {
  const clock = createVirtualClock()
  const inner = createScriptedCall<string, Answer<string>>()
  const options: KeepOptions<string, string> = {
    namespace: 'marine',
    key: (input) => input,
    life: { staleMs: 0, expiresAt: undefined },
    isOn: false,
    failedMs: 0,
    missingMs: 0,
    memory: new Memory({ maxBytes: 1_000 }),
    clock,
  }
  const call = keep(options, inner.call).ask
  const ask = (options?: ContextOptions) => {
    const ctx = createContext(clock, options)
    const result = call('k', ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const isBackground = (): boolean => inner.asked.some(({ ctx }) => ctx.isBackground)
  return { clock, inner, ask, isBackground }
}

test('a load that a job began has background priority until a caller joins', async () => {
  const { inner, ask, isBackground } = flightsOf()
  const background = new Background()
  ask({ background })
  const other = new Background()
  ask({ background: other })
  expect(isBackground()).toBe(true)
  const caller = ask()
  expect(isBackground()).toBe(false)
  inner.answer(answerOf('fog', 0))
  await caller.result
  expect([background.listeners, other.listeners]).toEqual([0, 0])
})

test('raising the priority of a job raises that of its load', () => {
  const { ask, isBackground } = flightsOf()
  const outer = new Background()
  ask({ background: outer })
  outer.raise()
  expect(isBackground()).toBe(false)
})

test('a load that a caller began keeps its priority when a job joins', () => {
  const { ask, isBackground } = flightsOf()
  ask()
  ask({ background: new Background() })
  expect(isBackground()).toBe(false)
})
