// Laws that hold for every real text: nothing printed is lost, a cut adds nothing, and how its lines end does not matter.
import fc from 'fast-check'
import { generateForecast } from 'tributary-sandbox/generator/forecast.ts'
import { describe, expect, test } from 'vitest'
import { lostWords } from '../../../scripts/lost-words.ts'
import { allZones, zoneById } from '../../../src/sources/marine/catalogue/zones.ts'
import { sample, sampleNames, testOnSamples } from '../../../test/support/samples.ts'
import { parseProduct } from '../src/parse-product.ts'

const options = {
  knows: (id: string): boolean => zoneById(id) !== undefined,
  timeZoneOf: (id: string): string | null => zoneById(id)?.timeZone ?? null,
}
const read = (text: string) => parseProduct(text, options)

/** Every real product: the files of the marine samples, and the texts of the API's answers. */
function realTexts(): Map<string, string> {
  const texts = new Map<string, string>()
  for (const name of sampleNames('marine')) {
    if (name.endsWith('.txt')) texts.set(name, sample(`marine/${name}`))
  }
  for (const name of sampleNames('nws-api')) {
    if (!name.startsWith('product-')) continue
    const { productText } = JSON.parse(sample(`nws-api/${name}`)) as { productText: string }
    texts.set(name, productText)
  }
  return texts
}

const generated = fc
  .record({ seed: fc.nat(), zone: fc.constantFrom(...allZones()), hour: fc.nat({ max: 365 * 24 }) })
  .map(({ seed, zone, hour }) => {
    const issuedAt = Date.UTC(2026, 0, 1) + hour * 3_600_000
    return generateForecast({ seed, zone, issuedAt, expiresAt: issuedAt + 12 * 3_600_000 }).text
  })

describe('no printed word is lost', () => {
  testOnSamples('of a real text', () => {
    for (const [name, text] of realTexts()) expect(lostWords(text, read(text)), name).toEqual([])
  })

  test('of a generated text, wherever it ends', () => {
    fc.assert(
      fc.property(generated, fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
        const cut = text.slice(0, Math.ceil(share * text.length))
        expect(lostWords(text, read(text))).toEqual([])
        expect(lostWords(cut, read(cut))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  test('and the law sees a word that is', () => {
    const text = 'FZUS51 KLWX 241157\nCWFLWX\n\nANZ530-242000-\nBay-\n\n.TODAY...N winds 10 kt.\n\n$$\n'
    const product = read(text)
    expect(lostWords(`${text}LFR\n`, product)).toEqual(['lfr'])
    expect(lostWords(text.replace('10 kt', '10 kt late'), product)).toEqual(['late'])
  })
})

// Free text may be cut anywhere; whether a block warns is known only at its end.
const freeText = new Set(['text', 'overview', 'synopsis', 'unparsed'])

/** The values of a part of an answer that the same place of the whole answer does not have. */
function newValues(part: unknown, whole: unknown, path = ''): string[] {
  if (part === null || part === undefined || (path.endsWith('.kind') && !path.includes('hazards'))) return []
  if (typeof part !== 'object') return part === whole ? [] : [`${path}: ${part}, not ${whole}`]
  return Object.entries(part).flatMap(([key, value]) => {
    const same = (whole as Record<string, unknown> | null | undefined)?.[key]
    return freeText.has(key) ? [] : newValues(value, same, `${path}.${key}`)
  })
}

describe('a text that is cut off has no value that the whole text does not have', () => {
  testOnSamples('wherever a real text ends', () => {
    for (const [name, text] of realTexts()) {
      const whole = read(text)
      // Every byte of the heading and the first blocks; what follows them is more of the same.
      for (let end = 0; end < text.length; end += end < 1_000 ? 1 : 37) {
        const { product, blocks } = read(text.slice(0, end))
        const last = blocks.length - 1
        const strays = [...newValues(product, whole.product), ...newValues(blocks[last], whole.blocks[last])]
        if (strays.length > 0) expect.fail(`${name} at ${end}: ${strays.join('; ')}`)
      }
    }
  })

  test('wherever a generated text ends', () => {
    fc.assert(
      fc.property(generated, fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
        const cut = text.slice(0, Math.ceil(share * text.length))
        expect(newValues(read(cut), read(text))).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  test.each(['S winds 1', 'Seas 2', 'Seas 2 to', 'S winds 10 to 15', 'Gusts to 2', 'Waves 1.'])(
    '"%s" at the end of a text prints no value',
    (end) => {
      const text = `FZUS51 KLWX 241157\nCWFLWX\n\nANZ530-242000-\nBay-\n\n.TODAY...${end}`
      for (const closed of [text, `${text}\n`, `${text}\n\n$$\n`]) {
        const period = read(closed).blocks[0]?.periods[0]
        const values = [...(period?.wind ?? []), ...(period?.seas ?? [])].flatMap((step) =>
          Object.values(step),
        )
        expect(values.filter((value) => typeof value === 'object' && value !== null)).toEqual([])
        expect(period?.unparsed.join(' ')).toContain(/\d/.exec(end)?.[0])
      }
    },
  )
})

describe('lines may end in any way', () => {
  const ends = {
    'CR LF': '\r\n',
    'CR CR LF': '\r\r\n',
    'LF CR': '\n\r',
    CR: '\r',
    'two line ends': '\n\n',
    'CR LF twice': '\r\n\r\n',
  }
  const plain = (text: string): string => text.replaceAll(/\r+\n/g, '\n')

  testOnSamples('in a real text', () => {
    for (const [name, text] of realTexts()) {
      for (const [kind, end] of Object.entries(ends)) {
        expect(read(plain(text).replaceAll('\n', end)), `${kind} in ${name}`).toEqual(read(plain(text)))
      }
    }
  })

  test.each(Object.entries(ends))('%s in a generated text', (_kind, end) => {
    fc.assert(
      fc.property(generated, (text) => {
        expect(read(text.replaceAll('\n', end))).toEqual(read(text))
      }),
      { numRuns: 25 },
    )
  })
})
