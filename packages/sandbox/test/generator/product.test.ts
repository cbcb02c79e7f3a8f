import { expect, test } from 'vitest'
import { allZones, knowsZone } from '../../../../src/sources/marine/catalogue/zones.ts'
import { generateForecast } from '../../src/generator/forecast.ts'
import { headingOf } from '../../src/generator/heading.ts'
import { generateProduct, groupZones } from '../../src/generator/product.ts'

const times = { issuedAt: Date.UTC(2026, 10, 20, 15, 17), expiresAt: Date.UTC(2026, 10, 21, 3, 30) }
const keyOf = (zone: ReturnType<typeof allZones>[number]): string =>
  `${zone.kind} ${zone.office} ${headingOf(zone).awips}`
const products = [...Map.groupBy(allZones(), keyOf).values()].map((zones) => ({
  zones,
  ...generateProduct({ seed: 3, zones, ...times }),
}))

test('every product of every office holds each of its zones once, in blocks of their own forecasts', () => {
  for (const { zones, text, blocks } of products) {
    expect(blocks.flatMap((block) => block.zones)).toEqual(zones)
    for (const { zones: group, forecast } of blocks) {
      const [leader] = group
      if (!leader) throw new Error('a block without zones')
      expect(text).toContain(`\n${generateForecast({ seed: 3, zone: leader, block: group, ...times }).block}`)
      expect(forecast.text).toContain(forecast.block)
    }
    expect(text.match(/^\$\$$/gm)).toHaveLength(blocks.length + 1)
  }
})

test('the synopsis comes first, under an id that does not name a zone', () => {
  for (const { text, synopsis } of products) {
    expect(knowsZone(synopsis.zone)).toBe(false)
    expect(text.replaceAll('\n', ' ')).toContain(synopsis.text)
    expect(/^[A-Z]{3}\d{3}(?=[->])/m.exec(text)?.[0]).toBe(synopsis.zone)
  }
})

test('three offices of Alaska send two products each', () => {
  const awips = (office: string): string[] => [
    ...new Set(
      allZones()
        .filter((zone) => zone.office === office && zone.kind === 'coastal')
        .map((zone) => headingOf(zone).awips),
    ),
  ]
  expect(awips('AFC')).toEqual(['CWFAER', 'CWFALU'])
  expect(awips('AFG')).toEqual(['CWFNSB', 'CWFWCZ'])
  expect(awips('AJK')).toEqual(['CWFAJK', 'CWFAEG'])
})

test('only neighbours near the shores of the lakes share a forecast, three at most', () => {
  const groups = groupZones(allZones(), 3).filter((group) => group.length > 1)
  expect(groups.length).toBeGreaterThan(5)
  for (const group of groups) {
    const numbers = group.map(({ id }) => Number(id.slice(3)))
    expect(group.every(({ kind }) => kind === 'nearshore')).toBe(true)
    expect(group.length).toBeLessThanOrEqual(3)
    expect((numbers.at(-1) ?? 0) - (numbers[0] ?? 0)).toBe(group.length - 1)
  }
})

test('a product without zones is an error', () => {
  expect(() => generateProduct({ seed: 3, zones: [], ...times })).toThrow(RangeError)
})
