import fc from 'fast-check'
import { allZones } from '../../../../src/sources/marine/catalogue/zones.ts'
import {
  type ForecastRequest,
  type GeneratedForecast,
  generateForecast,
} from '../../src/generator/forecast.ts'

const hourMs = 3_600_000

/** Any zone of the catalogue at any minute of two years, changes of clocks included. */
export const anyRequest: fc.Arbitrary<ForecastRequest> = fc
  .record({
    seed: fc.nat(1_000_000),
    zone: fc.constantFrom(...allZones()),
    issuedAt: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) }),
    hours: fc.integer({ min: 4, max: 24 }),
  })
  .map(({ hours, ...rest }) => ({ ...rest, expiresAt: rest.issuedAt + hours * hourMs }))

/** Asserts something of every forecast; what is reported of one that fails is its request alone. */
export function everyForecast(check: (forecast: GeneratedForecast) => void): void {
  fc.assert(fc.property(anyRequest, (request) => check(generateForecast(request))))
}
