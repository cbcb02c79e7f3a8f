import { expect, test } from 'vitest'
import { type Layer, stack } from '../../src/pipeline/call.ts'
import { createContext } from '../support/context.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

test('the layer listed first is the outermost: it sees the input first and the answer last', async () => {
  const named =
    (name: string): Layer<string, string> =>
    (next) =>
    async (input, ctx) =>
      `${name}(${await next(`${input}${name}`, ctx)})`
  const call = stack([named('a'), named('b'), named('c')], async (input) => input)
  await expect(call('', createContext(createVirtualClock()))).resolves.toBe('a(b(c(abc)))')
})

test('without layers a call is itself', () => {
  const call = async () => 1
  expect(stack([], call)).toBe(call)
})
