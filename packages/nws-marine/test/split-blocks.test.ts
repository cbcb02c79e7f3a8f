import { expect, test } from 'vitest'
import { splitBlocks } from '../src/split-blocks.ts'

const blocksOf = (...lines: string[]) => splitBlocks(lines.join('\n'), { knows: undefined, budget: 100 })

test('a block begins at its UGC line and ends at $$, at the next UGC line or at the end', () => {
  const { opening, blocks, between } = blocksOf(
    'heading',
    'ANZ530-242000-',
    'a',
    '$$',
    'LFR',
    'ANZ531-242000-',
    'b',
    'ANZ532-242000-',
    'c',
  )
  expect(opening).toBe('heading')
  expect(between).toEqual(['LFR'])
  expect(blocks.map(({ isOpen }) => isOpen)).toEqual([false, false, true])
  expect(blocks.map(({ ugc, text }) => [ugc?.zones, text])).toEqual([
    [['ANZ530'], 'a'],
    [['ANZ531'], 'b'],
    [['ANZ532'], 'c'],
  ])
})

test('a block without lines is empty', () => {
  const { blocks } = blocksOf('ANZ530-242000-', 'ANZ531-242000-', '$$', 'ANZ532-242000-')
  expect(blocks.map(({ text }) => text)).toEqual(['', '', ''])
})

test('a UGC line that is wrapped opens one block', () => {
  expect(blocksOf('GMZ130-132-', '135-242000-', 'a').blocks).toMatchObject([
    { ugc: { zones: ['GMZ130', 'GMZ132', 'GMZ135'] }, text: 'a' },
  ])
})

test('without a UGC line there is no block', () => {
  expect(blocksOf('heading', '$$', 'text').blocks).toEqual([])
})
