// The OpenAPI document says what the service enforces: a value that a documented pattern admits is never refused for its form.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { latLon } from '../../src/core/query.ts'
import { PlaceName } from '../../src/sources/geocode/place-name.ts'
import { ZoneId } from '../../src/sources/marine/routes/select-zones.ts'
import { SubredditName } from '../../src/sources/reddit/feature.ts'

const items: Record<string, z.ZodType> = { ZoneId, SubredditName, PlaceName, latLon }

test.each(Object.entries(items))('the pattern of %s admits what is taken, and nothing else', (_, item) => {
  const { pattern = '', maxLength = 1_000 } = item.meta() as { pattern?: string; maxLength?: number }
  const documented = new RegExp(pattern, 'u')
  const admitted = fc.stringMatching(documented).filter((text) => [...text].length <= maxLength)
  fc.assert(fc.property(admitted, (text) => item.safeParse(text).success))
  // What is refused violates the pattern, or is too long.
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
      if (!item.safeParse(text).success) expect(documented.test(text)).toBe(false)
    }),
  )
})
