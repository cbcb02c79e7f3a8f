import { expect, test } from 'vitest'
import { readUgc, type UgcContext } from '../src/ugc.ts'

const open = (): UgcContext => ({ knows: undefined, budget: 10_000 })
const zonesOf = (...lines: string[]): string[] | null => readUgc(lines.join('\n'), 0, open())?.zones ?? null

test.for([
  ['ANZ535-242000-', 'ANZ535'],
  ['GMZ130-132-135-252030-', 'GMZ130 GMZ132 GMZ135'],
  ['LMZ740>742-030315-', 'LMZ740 LMZ741 LMZ742'],
  ['ANZ530>532-538>539-060445-', 'ANZ530 ANZ531 ANZ532 ANZ538 ANZ539'],
  ['AMZ600-GMZ606-070800-', 'AMZ600 GMZ606'],
])('%s names %s', ([line, zones]) => {
  expect(zonesOf(line ?? '')).toEqual(zones?.split(' '))
})

test('a UGC line wrapped over lines is read whole', () => {
  const text = 'GMZ130-132-135-150-\n155-170-175-212100-\nNames-'
  const ugc = readUgc(text, 0, open())
  expect(ugc).toMatchObject({
    text: 'GMZ130-132-135-150-155-170-175-212100-',
    end: text.indexOf('Names-'),
    expiryDigits: '212100',
  })
})

test('an id that only a range implies is dropped when no catalogue has it; a printed one stays', () => {
  const known = new Set(['ANZ531', 'ANZ533'])
  const ugc = readUgc('ANZ530>534-242000-', 0, { knows: (id) => known.has(id), budget: 10_000 })
  expect(ugc?.zones).toEqual(['ANZ530', 'ANZ531', 'ANZ533', 'ANZ534'])
})

test('ranges imply no more ids than the budget allows', () => {
  const context = { knows: undefined, budget: 100 }
  expect(readUgc('ANZ000>999-242000-', 0, context)?.zones).toHaveLength(102)
  expect(context.budget).toBe(0)
})

test.for([
  'ANZ535 242000-',
  'ANZ535-24200-',
  'Anz535-242000-',
  'AN1535-242000-',
  'ANZ535-',
  `ANZ${'535-'.repeat(40)}242000-`,
])('%s is no UGC line', (line) => {
  expect(zonesOf(line)).toBeNull()
})
