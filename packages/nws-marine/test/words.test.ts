import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseProduct } from '../src/parse-product.ts'
import { tokenize } from '../src/tokenize.ts'
import { WordSet } from '../src/word-set.ts'

const folder = fileURLToPath(new URL('../src/', import.meta.url))
// Headlines are read in capitals, from their own words.
const comparison =
  /\b(?:word|first|next|third|half|join|mile|between|before|part)\)? [!=]== '([^'A-Z]+)'|hasPair\(\w+, [^,]+, '([^']+)', '([^']+)'\)/g

// A token holds no letters of a word outside the vocabulary, so a comparison with such a word is never true.
test('every word that a reader compares with is in the vocabulary', () => {
  // The readers add the words of their sets when they are loaded.
  expect(parseProduct('').blocks).toEqual([])
  const words = globSync('{read-*,gust-clause,steps,swell-items,token-tests,water-ends}.ts', { cwd: folder })
    .flatMap((file) => [...readFileSync(`${folder}${file}`, 'utf8').matchAll(comparison)])
    .flatMap(([, ...named]) => named.filter((word) => word !== undefined))
  expect(words.length).toBeGreaterThan(100)
  expect(words.filter((word) => tokenize(word)[0]?.word !== word)).toEqual([])
})

test('a set has its words in any case, and no word outside the vocabulary', () => {
  const set = new WordSet('winds zyzzyva')
  const isIn = (text: string): boolean[] => tokenize(text).map((token) => set.has(token))
  expect(isIn('Winds WINDS zyzzyva seas couverden 10 .')).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})
