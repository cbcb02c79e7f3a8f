import { describe, expect, test } from 'vitest'
import { ClientGone } from '../../../src/core/abort.ts'
import { AppError } from '../../../src/core/errors.ts'
import type { Answer } from '../../../src/pipeline/call.ts'
import { observe } from '../../../src/pipeline/layers/observe.ts'
import { answerOf } from '../../support/answers.ts'
import { createContext } from '../../support/context.ts'
import { promisesOfALayer } from '../../support/layer-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createScriptedCall } from '../../support/scripted-call.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const options = { source: 'marine', key: (input: string) => input.toUpperCase(), provider: 'first' }

describe('as every layer', () => promisesOfALayer((clock) => observe({ ...options, clock })))

function observed() {
  const clock = createVirtualClock()
  const events = createRecorder()
  const inner = createScriptedCall<string, Answer<string>>()
  const ctx = createContext(clock, { emit: events.emit, requestId: 'r1' })
  const result = observe<string, string>({ ...options, clock })(inner.call)('anz532', ctx)
  result.catch(() => {})
  return { clock, events, inner, ctx, result }
}

const base = { type: 'part', source: 'marine', key: 'ANZ532', requestId: 'r1' }

test('an answer is told as a part: from where, how, how long', async () => {
  const { clock, events, inner, result } = observed()
  await clock.advance(30)
  inner.answer(answerOf('fog', 0, { attempts: 2 }))
  await result
  const part = { ...base, provider: 'sea', status: 'fresh', attempts: 2, tookMs: 30, code: null }
  expect(events.all).toEqual([part])
})

test('a failure is told with its code, under the first provider when none was asked', async () => {
  const { events, inner, result } = observed()
  inner.fail(new AppError('overloaded', 'full'))
  await expect(result).rejects.toThrow('full')
  const part = { ...base, provider: 'first', status: 'failed', attempts: 0, tookMs: 0, code: 'overloaded' }
  expect(events.all).toEqual([part])
})

test('a bug is told as internal', async () => {
  const { events, inner, result } = observed()
  inner.fail(new TypeError('a bug'))
  await expect(result).rejects.toThrow('a bug')
  expect(events.of('part')[0]?.code).toBe('internal')
})

test('the end of the budget is a part that failed; a caller who hung up has no part', async () => {
  const late = observed()
  late.ctx.abort(new AppError('deadline', 'over'))
  await late.result.catch(() => {})
  expect(late.events.of('part')[0]?.code).toBe('deadline')
  const gone = observed()
  gone.ctx.abort(new ClientGone())
  await gone.result.catch(() => {})
  expect(gone.events.all).toEqual([])
})
