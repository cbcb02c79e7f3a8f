import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { zonesModule } from '../../../../scripts/zones.ts'
import { sample, testOnSamples } from '../../../support/samples.ts'

const list = 'marine/zones-catalogue.csv'
const dataFile = new URL('../../../../src/sources/marine/catalogue/zones-data.ts', import.meta.url)

const head = 'id,name,wfo,type,lat,lon,tz,same,tgftp_path,product'
const row = 'ANZ532,Sandy Point,LWX,coastal,38.846,-76.396,America/New_York,073532,coastal/an/anz532.txt,'

testOnSamples('the data file is the output of the script for the zone list', () => {
  expect(zonesModule(sample(list))).toBe(readFileSync(dataFile, 'utf8'))
})

test('rows in any order make the same file', () => {
  const other = row.replaceAll('532', '531')
  expect(zonesModule([head, row, other].join('\n'))).toBe(zonesModule([head, other, row].join('\n')))
})

test('a quoted name keeps its commas and quotes', () => {
  expect(zonesModule(`${head}\n${row.replace('Sandy Point', '"Sandy ""P"", MD"')}`)).toContain(
    '|Sandy "P", MD`',
  )
})

test.each([
  ['an unknown type', row.replace('coastal,', 'lagoon,'), 'unknown type'],
  ['a malformed id', row.replace('ANZ532', 'ANZ53'), 'not a zone id'],
  ['a SAME code against the rule', row.replace('073532', '075532'), 'SAME code'],
  ['a path against the rule', row.replace('coastal/an', 'coastal/am'), 'path'],
  ['a coordinate that is no number', row.replace('38.846', '38N'), 'coordinate'],
  ['a character of the format in a name', row.replace('Sandy', 'Sa|ndy'), 'reserved'],
  ['a zone that is there twice', `${row}\n${row}`, 'twice'],
])('%s stops the script', (_, rows, message) => {
  expect(() => zonesModule(`${head}\n${rows}`)).toThrow(message)
})

test('a list without a needed column stops the script', () => {
  expect(() => zonesModule('id,name\nANZ532,Sandy Point')).toThrow('the list lacks wfo')
})
