// What one instance learns from an upstream and tells the deployment.
import { expect, test } from 'vitest'
import { AppError } from '../../../src/core/errors.ts'
import { createRate } from '../../../src/pipeline/guards/rate.ts'
import { createScope, type RateQuota, type SharedRate } from '../../../src/runtime/runtime.ts'
import { createSubrequestBudget } from '../../../src/runtime/subrequest-budget.ts'
import { createContext } from '../../support/context.ts'
import { through } from '../../support/guard-contract.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { at, rateWith, scripted, who } from './scripted-shared-rate.ts'

test('the quota that the upstream reports is shared with the deployment', async () => {
  const clock = createVirtualClock()
  const reports: [string, RateQuota][] = []
  const { shared } = scripted(() => at(0))
  const report = async (name: string, quota: RateQuota): Promise<void> => void reports.push([name, quota])
  const rate = createRate({ ...who, rps: 1, burst: 1, clock, shared: { ...shared, report }, isStrict: false })
  const quotas = [undefined, { remaining: 12, resetMs: 60_000 }]
  const call = through([rate], async () => ({ quota: quotas.shift() }))
  await call('k', createContext(clock))
  await clock.advance(1_000)
  const last = call('k', createContext(clock))
  await clock.advance(1_000)
  await last
  expect(reports).toEqual([['nominatim', { remaining: 12, resetMs: 60_000 }]])
})

test('a pause that the upstream asks for applies to the whole deployment', async () => {
  const { clock, holds, ask } = rateWith(() => at(0))
  ask()
  await clock.settle()
  expect(holds).toEqual([['nominatim', 7_000]])
})

test('a pause is shared with the deployment even when the caller has left', async () => {
  const clock = createVirtualClock()
  const signals: AbortSignal[] = []
  const { shared } = scripted(() => at(0))
  const hold: SharedRate['hold'] = async (_name, _ms, signal) => void signals.push(signal)
  const rate = createRate({ ...who, rps: 1, burst: 1, clock, shared: { ...shared, hold } })
  const ctx = createContext(clock)
  ctx.abort('left')
  rate.learn(new AppError('upstream_rate_limited', 'wait', { retryAfterMs: 5_000 }), ctx)
  await clock.settle()
  expect(signals.map(({ aborted }) => aborted)).toEqual([false])
})

test.each([
  [1, []],
  [2, [['nominatim', 7_000]]],
])('a hold is told while the budget of subrequests lasts: %i', async (subrequests, expected) => {
  const { clock, holds, starts, ask } = rateWith(() => at(0))
  ask({ scope: createScope(createSubrequestBudget(subrequests)) })
  await clock.settle()
  expect([starts, holds]).toEqual([[0], expected])
})
