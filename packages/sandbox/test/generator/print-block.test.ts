import { expect, test } from 'vitest'
import { zoneById } from '../../../../src/sources/marine/catalogue/zones.ts'
import type { ForecastZone } from '../../src/generator/forecast-zone.ts'
import { printBlock, printedClocks, ugcLine } from '../../src/generator/print-block.ts'

const expiresAt = Date.UTC(2026, 10, 21, 3, 15)

test.each([
  [['ANZ531'], 'ANZ531-210315-'],
  [['LMZ740', 'LMZ741', 'LMZ742'], 'LMZ740>742-210315-'],
  [['GMZ130', 'GMZ132', 'GMZ135'], 'GMZ130-132-135-210315-'],
  [['ANZ532', 'ANZ533', 'ANZ537', 'ANZ540', 'ANZ541'], 'ANZ532>533-537-540>541-210315-'],
  [['AMZ600', 'GMZ606'], 'AMZ600-GMZ606-210315-'],
])('the zones %j are printed as %s', (ids, line) => {
  expect(ugcLine(ids, expiresAt)).toBe(line)
})

const zone = (id: string): ForecastZone => {
  const found = zoneById(id)
  if (!found) throw new Error(`the catalogue lacks ${id}`)
  return found
}

const empty = {
  zones: [],
  issuedAt: 0,
  expiresAt: 0,
  headlines: [],
  periods: [],
  trailer: null,
  hasBlankEnds: false,
}

test('where office and zone have different clocks both are printed', () => {
  const issuedAt = Date.UTC(2026, 5, 15, 14, 45)
  expect(printedClocks(zone('GMZ770'), issuedAt)).toBe(
    '1045 AM EDT Mon Jun 15 2026 /945 AM CDT Mon Jun 15 2026/',
  )
  expect(printedClocks(zone('GMZ730'), issuedAt)).toBe('1045 AM EDT Mon Jun 15 2026')
})

test('a block has its names, its wrapped headline and its periods in their order', () => {
  const block = printBlock({
    zones: [zone('LMZ740'), zone('LMZ741')],
    issuedAt: Date.UTC(2026, 9, 2, 19, 36),
    expiresAt: Date.UTC(2026, 9, 3, 3, 15),
    headlines: ['SMALL CRAFT ADVISORY IN EFFECT UNTIL 3 PM CDT SATURDAY AFTERNOON'],
    periods: [
      { name: 'TONIGHT', text: 'North winds 15 to 25 kt becoming east 10 to 15 kt after midnight. Clear.' },
    ],
    trailer: 'Wave heights are for ice free areas.',
    hasBlankEnds: true,
  })
  expect(block).toBe(
    [
      'LMZ740>741-030315-',
      'Winthrop Harbor to Wilmette Harbor IL-',
      'Wilmette Harbor to Northerly Island IL-',
      '236 PM CDT Fri Oct 2 2026',
      '',
      '...SMALL CRAFT ADVISORY IN EFFECT UNTIL 3 PM CDT SATURDAY',
      'AFTERNOON...',
      '',
      '.TONIGHT...North winds 15 to 25 kt becoming east 10 to 15 kt after',
      'midnight. Clear. ',
      '',
      'Wave heights are for ice free areas.',
      '',
      '$$',
      '',
    ].join('\n'),
  )
})

test('a name is wrapped so that no line but its last ends with a hyphen', () => {
  const block = printBlock({ ...empty, zones: [zone('ANZ686')] })
  const lines = block.split('\n').slice(1, 4)
  expect(lines.filter((line) => line.endsWith('-'))).toHaveLength(1)
})

test('a block without zones is an error', () => {
  expect(() => printBlock(empty)).toThrow(RangeError)
})
