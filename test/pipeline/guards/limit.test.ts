import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { Permits } from '../../../src/pipeline/guards/permits.ts'
import { createContext } from '../../support/context.ts'
import { promisesOfAGuard, through } from '../../support/guard-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const who = { source: 'marine', provider: 'sea' }

describe('as every guard', () =>
  promisesOfAGuard((clock) => new Permits({ name: 'limit', limits: 'sea', concurrency: 1, queue: 1, clock })))

/** The upstream's own permits around the process-wide ones, all of them taken but for the last. */
function taken({ own, all }: { own: number; all: number }) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<string, string>()
  const permits = new Permits({ name: 'limit', limits: 'sea', concurrency: own, queue: 0, clock })
  const poolPermits = new Permits({ name: 'pool', limits: 'all', concurrency: all, queue: 0, clock })
  const call = through([permits, poolPermits], inner.call, who)
  const ask = () => call('k', createContext(clock, events))
  return { clock, events, inner, ask, permits, poolPermits }
}

test.each([
  [{ own: 1, all: 2 }, 'limit'],
  [{ own: 2, all: 1 }, 'pool'],
] as const)('a refusal is told once, by whom it was (%o: %s)', async (sizes, by) => {
  const { events, inner, ask, permits, poolPermits } = taken(sizes)
  const first = ask()
  await expect(ask()).rejects.toMatchObject({ code: 'overloaded' })
  expect(events.of('refused')).toEqual([{ type: 'refused', ...who, by, code: 'overloaded' }])
  inner.answer('fog')
  await expect(first).resolves.toBe('fog')
  expect([permits.inUse, poolPermits.inUse]).toEqual([0, 0])
})

test('an error of the work itself is not reported as a refusal', async () => {
  const { clock, events, inner, ask } = taken({ own: 1, all: 1 })
  const failing = ask()
  failing.catch(() => {})
  await clock.settle()
  inner.fail(new AppError('overloaded', 'the threads are busy'))
  await expect(failing).rejects.toMatchObject({ message: 'the threads are busy' })
  expect(events.of('refused')).toEqual([])
})
