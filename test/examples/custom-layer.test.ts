import { describe, expect, test } from 'vitest'
import { warnWhenSlow } from '../../examples/custom-layer.ts'
import { createContext } from '../support/context.ts'
import { promisesOfALayer } from '../support/layer-contract.ts'
import { createRecorder } from '../support/recorder.ts'
import { createScriptedCall } from '../support/scripted-call.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const options = { name: 'tides', slowerThanMs: 100 }

describe('as every layer', () => promisesOfALayer((clock) => warnWhenSlow({ ...options, clock })))

async function warningsAfter(ms: number, end: 'answer' | 'fail'): Promise<string[]> {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<string, string>()
  const call = warnWhenSlow<string, string>({ ...options, clock })(inner.call)
  const asked = call('k', createContext(clock, { emit: events.emit })).catch(() => {})
  await clock.advance(ms)
  if (end === 'answer') inner.answer('flood')
  else inner.fail(new Error('down'))
  await asked
  return events.of('warning').map(({ message }) => message)
}

test.each(['answer', 'fail'] as const)('a call that is slow to %s is warned of', async (end) => {
  expect(await warningsAfter(101, end)).toEqual(['tides took 101 ms'])
})

test('one that takes no longer than it may is not', async () => {
  expect(await warningsAfter(100, 'answer')).toEqual([])
})
