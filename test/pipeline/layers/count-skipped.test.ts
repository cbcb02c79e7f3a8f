import { describe, expect, test } from 'vitest'
import { countSkipped } from '../../../src/pipeline/layers/count-skipped.ts'
import { answerOf } from '../../support/answers.ts'
import { createContext } from '../../support/context.ts'
import { promisesOfALayer } from '../../support/layer-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

describe('as every layer', () =>
  promisesOfALayer(() => countSkipped<string, string>({ source: 'alerts', skipped: () => 0 })))

test.each([
  [0, []],
  [2, [{ type: 'skipped', source: 'alerts', provider: 'sea', items: 2 }]],
])('a value with %i items left out', async (skipped, expected) => {
  const events = createRecorder()
  const layer = countSkipped<string, number>({ source: 'alerts', skipped: (value) => value })
  const ctx = createContext(createVirtualClock(), events)
  await layer(async () => answerOf(skipped, 0))('k', ctx)
  expect(events.all).toEqual(expected)
})
