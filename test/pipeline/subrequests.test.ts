import { expect, test } from 'vitest'
import { reserveRequests, spendRequest } from '../../src/pipeline/subrequests.ts'
import { createScope } from '../../src/runtime/runtime.ts'
import { createSubrequestBudget } from '../../src/runtime/subrequest-budget.ts'
import { createContext } from '../support/context.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const contextWith = (most?: number) =>
  createContext(createVirtualClock(), {
    scope: createScope(most === undefined ? undefined : createSubrequestBudget(most)),
  })

test('a request beyond the budget is refused, and the error names the limit', () => {
  const ctx = contextWith(2)
  spendRequest(ctx)
  spendRequest(ctx)
  expect(() => spendRequest(ctx)).toThrow(
    expect.objectContaining({
      code: 'overloaded',
      retry: false,
      wasAsked: false,
      message: expect.stringContaining('SUBREQUESTS'),
    }),
  )
})

test('without a budget no request is refused', () => {
  const ctx = contextWith()
  for (let count = 0; count < 1_000; count++) spendRequest(ctx)
  reserveRequests(1_000, ctx.scope.subrequests)
})

test('an answer that cannot fit is refused before any request', () => {
  const { subrequests } = contextWith(12).scope
  reserveRequests(12, subrequests)
  expect(() => reserveRequests(13, subrequests)).toThrow(
    expect.objectContaining({
      code: 'invalid_request',
      message: expect.stringContaining('12 (SUBREQUESTS)'),
    }),
  )
})
