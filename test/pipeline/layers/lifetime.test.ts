import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../src/pipeline/call.ts'
import { isPast, type LifetimeOptions, lifetime } from '../../../src/pipeline/layers/lifetime.ts'
import { answerOf } from '../../support/answers.ts'
import { createContext } from '../../support/context.ts'
import { promisesOfALayer } from '../../support/layer-contract.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

describe('as every layer', () =>
  promisesOfALayer(() => lifetime<string, string>({ staleMs: 0, expiresAt: undefined })))

/** What becomes of a number that ends at itself, fetched at 1 000 000. */
async function stamped(value: number, options: Partial<LifetimeOptions<number>>): Promise<Answer<number>> {
  const layer = lifetime<string, number>({ staleMs: 5, expiresAt: undefined, ...options })
  return layer(async () => answerOf(value, 1_000_000))('k', createContext(createVirtualClock()))
}

const itself = (value: number): number | null => (value > 0 ? value : null)

test.each([
  ['no end of its own', 0, itself, 1_060_000],
  ['an end before the policy’s', 1_010_000, itself, 1_010_000],
  ['an end after the policy’s', 2_000_000, itself, 1_060_000],
  ['an end before it was fetched: a minute', 900_000, itself, 1_060_000],
])('with %s', async (_, value, expiresAt, freshUntil) => {
  expect(await stamped(value, { expiresAt })).toMatchObject({ freshUntil, staleUntil: 1_660_000 })
})

test('a fresh time of its own replaces the provider’s', async () => {
  expect(await stamped(1, { freshMs: 100 })).toMatchObject({ freshUntil: 1_000_100, staleUntil: 1_000_105 })
  expect(await stamped(0, { freshMs: 500_000, expiresAt: itself })).toMatchObject({ freshUntil: 1_500_000 })
  const longer = await stamped(900_000, { freshMs: 500_000, expiresAt: itself })
  expect(longer).toMatchObject({ freshUntil: 1_060_000, staleUntil: 1_500_005 })
})

test('a value is past its end from that instant on', () => {
  expect([isPast(7, itself, 6), isPast(7, itself, 7), isPast(0, itself, 7), isPast(7, undefined, 9)]).toEqual(
    [false, true, false, false],
  )
})
