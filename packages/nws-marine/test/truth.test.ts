import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { needs, samplesFolder } from '../../../test/support/needs.ts'
import { parseProduct } from '../src/parse-product.ts'
import type { Hazard, ParsedBlock, ParsedPeriod, ParsedProduct } from '../src/parsed.ts'
import { readPeriodText } from '../src/read-period-text.ts'

type Values = Pick<ParsedPeriod, 'wind' | 'seas' | 'waveDetail' | 'visibilityNm' | 'weather'>
interface TruthBlock {
  zone: string
  headlines: string[]
  hazards: Pick<Hazard, 'kind'>[]
  periods: (Values & { name: string; nth?: number })[]
}
interface TruthProduct {
  text: string
  expect: {
    product: Omit<ParsedProduct['product'], 'headlines' | 'overview' | 'unparsed'>
    blocks?: (Omit<TruthBlock, 'zone' | 'periods'> &
      Pick<ParsedBlock, 'zones' | 'names' | 'expiresAt' | 'kind' | 'vtec' | 'synopsis'> & {
        periods: string[]
      })[]
  }
}
interface TruthFile {
  file: string
  blocks: TruthBlock[]
}

type Phrase = Values & { text: string }

const truthFolder = join(import.meta.dirname, 'truth')
const read = <T>(name: string): T => JSON.parse(readFileSync(join(truthFolder, name), 'utf8')) as T
// A list of texts with their values needs no samples; every other file names the product it labels.
const wholeProducts = 'other-products.json'
const labels = readdirSync(truthFolder).filter((name) => name.endsWith('.json') && name !== wholeProducts)
const files = labels.filter((name) => !Array.isArray(read(name)))
const phrases = labels.flatMap((name) => {
  const content = read<TruthFile | Phrase[]>(name)
  return Array.isArray(content) ? content : []
})
const valuesOf = ({ wind, seas, waveDetail, visibilityNm, weather }: Values): Values => ({
  wind,
  seas,
  waveDetail,
  visibilityNm,
  weather,
})

test.for(files)('every labelled value of %s is read as labelled', (name, { skip }) => {
  const truth = read<TruthFile>(name)
  const path = join(samplesFolder, 'marine', truth.file)
  skip(!existsSync(path), needs.samples.missing ?? `no sample ${truth.file}`)
  const { blocks } = parseProduct(readFileSync(path, 'utf8'))
  for (const label of truth.blocks) {
    const block = blocks.find(
      ({ zones, periods }) => zones[0] === label.zone && periods.length >= label.periods.length,
    )
    expect(block, label.zone).toBeDefined()
    expect(block?.headlines, label.zone).toEqual(label.headlines)
    expect(
      block?.hazards.map(({ kind }) => ({ kind })),
      label.zone,
    ).toEqual(label.hazards)
    for (const { name: period, nth = 1, ...values } of label.periods) {
      const found = block?.periods.filter((candidate) => candidate.name === period)[nth - 1]
      expect(found, `${label.zone} ${period}`).toBeDefined()
      if (found !== undefined) {
        expect
          .soft(valuesOf(found), `${label.zone} ${period}: ${found.text}`)
          .toEqual(valuesOf(values as Values))
      }
    }
  }
})

test.for(phrases)('"$text" is read as labelled', ({ text, ...values }) => {
  expect(valuesOf(readPeriodText(text))).toEqual(valuesOf(values))
})

test('no labelled phrase changes its values in capitals', () => {
  const inCapitals = phrases.map(({ text }) => readPeriodText(text.toUpperCase()))
  expect(inCapitals.map(valuesOf)).toEqual(phrases.map(valuesOf))
})

const products = read<TruthProduct[]>(wholeProducts).map((label) => ({
  ...label,
  title: `${label.expect.product.awips} of ${label.expect.product.issuedAt}`,
}))

test.for(products)('the product $title has the blocks that were labelled', ({ text, expect: label }) => {
  const { product, blocks } = parseProduct(text)
  expect(product).toMatchObject(label.product)
  if (label.blocks === undefined) return
  const found = blocks.map(({ zones, names, expiresAt, kind, vtec, headlines, synopsis, ...rest }) => ({
    ...{ zones, names, expiresAt, kind, vtec, headlines, synopsis },
    hazards: rest.hazards.map((hazard) => ({ kind: hazard.kind })),
    periods: rest.periods.map(({ name }) => name),
  }))
  expect(found).toEqual(label.blocks)
})
