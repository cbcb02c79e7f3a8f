import { expect, test } from 'vitest'
import { afford, reserve } from '../../src/pipeline/afford.ts'
import { createAllowance } from '../../src/runtime/allowance.ts'
import { createScope } from '../../src/runtime/runtime.ts'
import { createContext } from '../support/context.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const contextWith = (most?: number) =>
  createContext(createVirtualClock(), {
    scope: createScope(most === undefined ? undefined : createAllowance(most)),
  })

test('a request past the allowance is refused, and the limit named', () => {
  const ctx = contextWith(2)
  afford(ctx)
  afford(ctx)
  expect(() => afford(ctx)).toThrow(
    expect.objectContaining({
      code: 'overloaded',
      retry: false,
      wasAsked: false,
      message: expect.stringContaining('SUBREQUESTS'),
    }),
  )
})

test('where the platform sets no bound nothing is refused', () => {
  const ctx = contextWith()
  for (let count = 0; count < 1_000; count++) afford(ctx)
  reserve(1_000, ctx.scope.allowance)
})

test('an answer that cannot fit is refused before anybody is asked', () => {
  const { allowance } = contextWith(12).scope
  reserve(12, allowance)
  expect(() => reserve(13, allowance)).toThrow(
    expect.objectContaining({
      code: 'invalid_request',
      message: expect.stringContaining('12 (SUBREQUESTS)'),
    }),
  )
})
