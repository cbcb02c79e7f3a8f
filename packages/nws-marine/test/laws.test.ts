import fc from 'fast-check'
import { generateForecast } from 'tributary-sandbox/generator/forecast.ts'
import { clockOf } from 'tributary-sandbox/generator/zone-clock.ts'
import { expect, test } from 'vitest'
import { allZones, zoneById } from '../../../src/sources/marine/catalogue/zones.ts'
import { ParsedProduct } from '../../../src/sources/marine/schema.ts'
import { share } from '../../../test/support/effort.ts'
import { parseProduct } from '../src/parse-product.ts'
import { readPeriodText } from '../src/read-period-text.ts'
import { readTokens } from '../src/read-tokens.ts'
import { segmentsOf } from '../src/segments.ts'
import { tokenize } from '../src/tokenize.ts'

const options = {
  knows: (id: string): boolean => zoneById(id) !== undefined,
  // Offshore zones have no time zone in the catalogue; the generator writes in their offices' own.
  timeZoneOf: (id: string): string | null => {
    const zone = zoneById(id)
    return zone === undefined ? null : clockOf(zone)
  },
}
const vocabulary =
  'N S E W NE to SW variable wind winds gales seas waves swell 5 10 15 20 25 kt knots ft feet seconds , . ... and then with ' +
  'gusts up around less than or becoming increasing building subsiding late in the afternoon after midnight near Cape ' +
  'Gulf of elsewhere except showers fog Vsby nm 1 flat light chop occasionally period Wave Detail: mixed combined unknown'
const words = fc
  .array(fc.constantFrom(...vocabulary.split(' ')), { maxLength: 40 })
  .map((picked) => picked.join(' '))
const anyText = fc.oneof(words, fc.string({ unit: 'grapheme', maxLength: 200 }))
const forecasts = fc
  .record({ seed: fc.nat(), zone: fc.constantFrom(...allZones()), hour: fc.nat({ max: 365 * 24 }) })
  .map(({ seed, zone, hour }) => {
    const issuedAt = Date.UTC(2026, 0, 1) + hour * 3_600_000
    return generateForecast({ seed, zone, issuedAt, expiresAt: issuedAt + 12 * 3_600_000 })
  })

test('the segments of a text, put together, are the text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const segments = segmentsOf(readTokens(text, tokenize(text), { isTraced: true }))
      expect(segments.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text)
      let at = 0
      for (const { start, end } of segments) {
        expect(start).toBe(at)
        expect(end).toBeGreaterThan(start)
        at = end
      }
    }),
    { numRuns: share(500) },
  )
})

test('what is unparsed is exactly what the segments call so, and connectors are letters a reader took', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const unread = segmentsOf(readTokens(text, tokenize(text), { isTraced: true })).filter(
        ({ kind }) => kind === 'unparsed',
      )
      expect(readPeriodText(text).unparsed).toEqual(unread.map(({ start, end }) => text.slice(start, end)))
    }),
    // A blank at the end of a text without a full stop was once a part of what is unparsed.
    { numRuns: share(300), examples: [['! ']] },
  )
})

test('a generated forecast is read back to the values it meant', () => {
  fc.assert(
    fc.property(forecasts, ({ values, text }) => {
      const [block] = parseProduct(text, options).blocks
      expect(block).toMatchObject(values)
    }),
    { numRuns: share(200) },
  )
})

test('upper-casing a forecast changes none of its values', () => {
  fc.assert(
    fc.property(forecasts, ({ text }) => {
      const read = (product: string) =>
        parseProduct(product, options).blocks.map(({ headlines, hazards, periods, expiresAt }) => ({
          headlines,
          kinds: hazards.map(({ kind, from, until }) => ({ kind, from, until })),
          expiresAt,
          periods: periods.map(({ text: printed, unparsed, ...values }) => values),
        }))
      expect(read(text.toUpperCase())).toEqual(read(text))
    }),
    { numRuns: share(60) },
  )
})

test('upper-casing any words changes none of their values', () => {
  fc.assert(
    fc.property(words, (text) => {
      const { unparsed: _, ...capitals } = readPeriodText(text.toUpperCase())
      const { unparsed: __, ...plain } = readPeriodText(text)
      expect(capitals).toEqual(plain)
    }),
    { numRuns: share(500) },
  )
})

test('a block is read alone as it is read within its product', () => {
  fc.assert(
    fc.property(fc.array(forecasts, { minLength: 2, maxLength: 4 }), (made) => {
      const heading = made[0]?.text.split('\n\n\n')[0] ?? ''
      const product = `${heading}\n\n\n${made.map(({ block }) => block).join('\n')}`
      const alone = made.flatMap(({ block }) => parseProduct(`${heading}\n\n\n${block}`, options).blocks)
      expect(parseProduct(product, options).blocks).toEqual(alone)
    }),
    { numRuns: share(40) },
  )
})

test('no text makes the parser throw or leave the contract’s shape', () => {
  const lines = fc.array(
    fc.oneof(
      fc.constantFrom(
        'ANZ530>534-242000-',
        'FZUS51 KLWX 241157',
        '$$',
        '...',
        '.TODAY...',
        '&&',
        '',
        'Expires:209913459999;;1',
      ),
      fc.constantFrom(
        '757 AM EDT Thu Sep 24 2026',
        '...GALE WARNING UNTIL',
        'NOON EDT FRIDAY...',
        '.SYNOPSIS',
        '/O.X/',
      ),
      anyText,
    ),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(lines, (picked) => {
      const parsed = parseProduct(picked.join('\n'), { spans: true, reference: Date.UTC(2026, 8, 24) })
      expect(ParsedProduct.parse(parsed)).toEqual(parsed)
    }),
    { numRuns: share(300) },
  )
})
