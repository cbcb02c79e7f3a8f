// The priority of a load that several callers share.
import { expect, test } from 'vitest'
import { Background } from '../../../src/pipeline/context.ts'
import { answerOf } from '../../support/answers.ts'
import { caches, flightsOnly } from './caches.ts'

function flightsOf() {
  const up = caches(flightsOnly)
  const isBackground = (): boolean => up.inner.asked.some(({ ctx }) => ctx.isBackground)
  return { ...up, isBackground }
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
