import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { createAdapt } from '../../../src/pipeline/guards/adapt.ts'
import { createAdaptiveLimit, type Observation } from '../../../src/pipeline/guards/adaptive-limit.ts'
import { Permits } from '../../../src/pipeline/guards/permits.ts'
import { createContext } from '../../support/context.ts'
import { promisesOfAGuard, through } from '../../support/guard-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

const who = { source: 'marine', provider: 'sea' }

function idle(clock: VirtualClock) {
  const adaptive = createAdaptiveLimit({ max: 2, clock })
  const permits = new Permits({ name: 'sea', concurrency: 2, queue: 1, clock })
  return createAdapt({ ...who, adaptive, permits, clock })
}

describe('as every guard', () => promisesOfAGuard(idle))

/** What is told to the limit of a call that ends like this after 30 ms. */
async function observedOf(end: { answer: string } | { fail: unknown }, abort?: unknown) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<string, string>()
  const seen: Observation[] = []
  const permits = new Permits({ name: 'sea', concurrency: 9, queue: 1, clock })
  const adaptive = { current: 5, observe: (observation: Observation) => void seen.push(observation) }
  const call = through([createAdapt({ ...who, adaptive, permits, clock })], inner.call)
  const ctx = createContext(clock, events)
  const result = call('k', ctx)
  result.catch(() => {})
  await clock.advance(30)
  if (abort !== undefined) ctx.abort(abort)
  else if ('answer' in end) inner.answer(end.answer)
  else inner.fail(end.fail)
  await result.catch(() => {})
  return { seen, events, permits }
}

test('an answer is told with its time, and the permits follow', async () => {
  const { seen, events, permits } = await observedOf({ answer: 'fog' })
  expect([seen, permits.concurrency]).toEqual([[{ tookMs: 30, failed: false }], 5])
  expect(events.all).toEqual([{ type: 'concurrency', ...who, limit: 5 }])
})

test('what the table blames on the upstream is a failure', async () => {
  const late = await observedOf({ fail: new AppError('upstream_timeout', 'late') })
  expect(late.seen).toEqual([{ tookMs: 30, failed: true }])
})

test.each([
  ['a body of the wrong type', { fail: new AppError('upstream_invalid', 'html') }, undefined],
  ['a 400 about one key', { fail: new AppError('upstream_error', '400', { evidence: 'key' }) }, undefined],
  ['a 404', { fail: new AppError('not_found', '404') }, undefined],
  ['who left', { fail: 0 }, new Error('left')],
  ['our own deadline', { fail: new AppError('deadline', 'over') }, undefined],
  ['a bug', { fail: new TypeError('a bug') }, undefined],
  ['a reason that others share', { fail: 0 }, new AppError('upstream_timeout', 'shared')],
])('%s says nothing of the upstream', async (_, end, abort) => {
  expect((await observedOf(end, abort)).seen).toEqual([])
})

test('before a call the permits take over what the limit has become by itself', () => {
  const clock = createVirtualClock()
  const events = createRecorder()
  const permits = new Permits({ name: 'sea', concurrency: 4, queue: 1, clock })
  const adaptive = { current: 16, observe: () => {} }
  createAdapt({ ...who, adaptive, permits, clock }).adopt(createContext(clock, events))
  expect([permits.concurrency, events.of('concurrency').length]).toEqual([16, 1])
})
