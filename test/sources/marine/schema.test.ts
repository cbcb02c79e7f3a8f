// The grammar has types of its own, and the service a zod schema of the same values: each accepts what the other has.
import type * as grammar from 'nws-marine'
import { expectTypeOf, test } from 'vitest'
import type * as contract from '../../../src/sources/marine/schema.ts'

test('what the grammar makes of a text is what the contract says', () => {
  expectTypeOf<grammar.ParsedProduct>().toExtend<contract.ParsedProduct>()
})

test('what the contract says is what the grammar makes of a text', () => {
  expectTypeOf<contract.ParsedProduct['product']>().toEqualTypeOf<grammar.ParsedProduct['product']>()
  expectTypeOf<Omit<contract.ParsedBlock, 'periods'>>().toEqualTypeOf<Omit<grammar.ParsedBlock, 'periods'>>()
  expectTypeOf<contract.HazardKind>().toEqualTypeOf<grammar.HazardKind>()
  expectTypeOf<contract.Hazard>().toEqualTypeOf<grammar.Hazard>()
  expectTypeOf<contract.WindStep>().toEqualTypeOf<grammar.WindStep>()
  expectTypeOf<contract.SeaStep>().toEqualTypeOf<grammar.SeaStep>()
  expectTypeOf<contract.WaveDetail>().toEqualTypeOf<grammar.WaveDetail>()
  expectTypeOf<contract.Period>().toEqualTypeOf<Omit<grammar.ParsedPeriod, 'spans'>>()
})
