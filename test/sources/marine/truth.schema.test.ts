// The labels are written by hand, so a slip of shape must not pass for a bug of the parser (or hide one).
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { Hazard, ParsedProduct, Period } from '../../../src/sources/marine/schema.ts'

const folder = join(import.meta.dirname, '../../../packages/nws-marine/test/truth')
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
const phraseFiles = ['hard-phrases.json', 'other-offices.json']
const productFiles = files.filter((name) => ![...phraseFiles, 'other-products.json'].includes(name))
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))

const ParsedBlock = ParsedProduct.shape.blocks.element
const Values = Period.pick({ wind: true, seas: true, waveDetail: true, visibilityNm: true, weather: true })
const LabelledPeriod = Values.extend({ name: z.string().min(1), nth: z.int().min(2).optional() }).strict()
const LabelledProduct = z.strictObject({
  file: z.string().endsWith('.txt'),
  blocks: z
    .array(
      z.strictObject({
        zone: z.string().regex(/^[A-Z]{2}Z\d{3}$/),
        headlines: z.array(z.string().min(1)),
        hazards: z.array(Hazard.pick({ kind: true }).strict()),
        periods: z.array(LabelledPeriod).min(1),
      }),
    )
    .min(1),
})
const Phrases = z.array(Values.extend({ text: z.string().min(1) }).strict())
const Products = z.array(
  z.strictObject({
    text: z.string().min(1),
    expect: z.strictObject({
      product: ParsedProduct.shape.product.omit({ headlines: true, overview: true, unparsed: true }).strict(),
      blocks: z
        .array(
          ParsedBlock.pick({ zones: true, names: true, expiresAt: true, kind: true, vtec: true })
            .extend({
              headlines: z.array(z.string().min(1)),
              hazards: z.array(Hazard.pick({ kind: true }).strict()),
              synopsis: z.string().nullable(),
              periods: z.array(z.string().min(1)),
            })
            .strict(),
        )
        .optional(),
    }),
  }),
)

const products = () => productFiles.map((name) => ({ name, ...LabelledProduct.parse(read(name)) }))
const phrases = () => phraseFiles.flatMap((name) => Phrases.parse(read(name)))
const allValues = (): z.infer<typeof Values>[] => [
  ...products().flatMap(({ blocks }) => blocks.flatMap(({ periods }) => periods)),
  ...phrases(),
]

test.each(productFiles)('%s has the shape of a labelled product and the name of its file', (name) => {
  const labelled = read(name)
  // Equal after parsing: a stray key inside a step would be stripped.
  expect(LabelledProduct.parse(labelled)).toEqual(labelled)
  expect(labelled).toHaveProperty('file', name.replace(/\.json$/, '.txt'))
})

test('the phrases have their shape, and no text is labelled twice', () => {
  const texts = phrases().map(({ text }) => text)
  expect(phrases()).toEqual(phraseFiles.flatMap((name) => read(name)))
  expect(texts.length).toBeGreaterThanOrEqual(380)
  expect(new Set(texts).size).toBe(texts.length)
})

test('the products of other offices have the shape of text and expectation', () => {
  const labelled = read('other-products.json')
  expect(Products.parse(labelled)).toEqual(labelled)
})

test('at least 240 periods are labelled, each found by file, zone, name and nth', () => {
  const keys = products().flatMap(({ file, blocks }) =>
    blocks.flatMap(({ zone, periods }) =>
      periods.map(({ name, nth = 1 }) => `${file} ${zone} ${name} ${nth}`),
    ),
  )
  expect(keys.length).toBeGreaterThanOrEqual(240)
  expect(new Set(keys).size).toBe(keys.length)
})

test('every direction is one of sixteen points, two joined, or VARIABLE', () => {
  const point = '(N|NNE|NE|ENE|E|ESE|SE|SSE|S|SSW|SW|WSW|W|WNW|NW|NNW)'
  const known = new RegExp(`^(${point}(-${point})?|VARIABLE)$`)
  const directions = allValues()
    .flatMap(({ wind, waveDetail }) => [...wind, ...waveDetail])
    .flatMap(({ direction }) => direction ?? [])
  expect(directions.filter((direction) => !known.test(direction))).toEqual([])
})

test('every range runs from its lower to its upper end, at or above zero', () => {
  const ranges = allValues().flatMap(({ wind, seas, waveDetail, visibilityNm }) => [
    ...wind.map(({ speedKt }) => speedKt),
    ...[...seas, ...waveDetail].map(({ heightFt }) => heightFt),
    visibilityNm,
  ])
  expect(ranges.filter((range) => range !== null && !(0 <= range.min && range.min <= range.max))).toEqual([])
})

test('every when and every phrase of weather is lower case, single-spaced and without a final full stop', () => {
  const words = allValues().flatMap(({ wind, seas, weather }) => [
    ...[...wind, ...seas].flatMap(({ when }) => when ?? []),
    ...weather,
  ])
  const clean = (phrase: string): boolean =>
    /^[a-z0-9]+([ ,.'-]+[a-z0-9]+)*$/.test(phrase) && !/ {2}/.test(phrase)
  expect(words.filter((phrase) => !clean(phrase))).toEqual([])
})
