import { expect, test } from 'vitest'
import type { WindStep } from '../../../../src/sources/marine/schema.ts'
import type { PeriodSlot } from '../../src/generator/periods.ts'
import { printWind } from '../../src/generator/print-wind.ts'
import { styleOf } from '../../src/generator/style.ts'
import { seeded } from '../../src/random.ts'

const style = styleOf({
  id: 'ANZ650',
  name: 'Open waters',
  kind: 'coastal',
  office: 'AKQ',
  timeZone: null,
  product: null,
})
const night: PeriodSlot = { name: 'SAT NIGHT', startsAt: 0, endsAt: 0, part: 'night', isFirst: false }

const step = (
  direction: string | null,
  speed: [number, number] | null,
  gustKt: number | null = null,
  when: string | null = null,
): WindStep => ({
  direction,
  speedKt: speed && { min: speed[0], max: speed[1] },
  gustKt,
  when,
})

/** All the ways in which many writers print the steps, with the values that each way has. */
function printings(...steps: WindStep[]): Map<string, WindStep[]> {
  const found = new Map<string, WindStep[]>()
  for (let writer = 0; writer < 400; writer++) {
    const printed = printWind(steps, night, style, seeded('writer', writer))
    found.set(printed.sentences.join('. '), printed.steps)
  }
  return found
}

const texts = (...steps: WindStep[]): string[] => [...printings(...steps).keys()].toSorted()

test('a plain wind is printed with its noun before or behind', () => {
  expect(texts(step('NE', [5, 10]))).toEqual(['NE winds 5 to 10 kt', 'Winds NE 5 to 10 kt'])
})

test('a bound is printed as one', () => {
  expect(texts(step('VARIABLE', [0, 10]))).toEqual([
    'Variable winds 10 kt or less',
    'Variable winds less than 10 kt',
    'Variable winds to 10 kt',
    'Variable winds up to 10 kt',
    'Winds variable 10 kt or less',
    'Winds variable less than 10 kt',
    'Winds variable to 10 kt',
    'Winds variable up to 10 kt',
  ])
})

test('winds without a number are light', () => {
  expect(texts(step(null, null))).toEqual(['Light winds'])
  expect(texts(step('VARIABLE', null))).toEqual(['Light and variable winds'])
})

test('a gust stands in the clause or in a sentence of its own, and one that grows makes a second step', () => {
  const found = printings(step('N', [10, 15], 25))
  expect([...found.keys()]).toEqual(
    expect.arrayContaining([
      'N winds 10 to 15 kt with gusts to 25 kt',
      'N winds 10 to 15 kt. Gusts up to 25 kt',
      'N winds 10 to 15 kt. Gusts up to 25 kt in the evening',
      'N winds 10 to 15 kt. Gusts up to 25 kt... increasing to 30 kt after midnight',
    ]),
  )
  expect(found.get('N winds 10 to 15 kt. Gusts up to 25 kt in the evening')).toEqual([
    step('N', [10, 15], 25),
  ])
  expect(found.get('N winds 10 to 15 kt. Gusts up to 25 kt... increasing to 30 kt after midnight')).toEqual([
    step('N', [10, 15], 25),
    step('N', [10, 15], 30, 'after midnight'),
  ])
})

test('a gust without a time behind a wind that changes belongs to the last step', () => {
  const found = printings(step('N', [10, 15], 25), step('NE', [10, 15], null, 'late'))
  const text = [...found.keys()].find((key) => /becoming NE late\. Gusts up to 25 kt$/.test(key)) ?? ''
  expect(found.get(text)).toEqual([step('N', [10, 15]), step('NE', [10, 15], 25, 'late')])
})

test('a gust with a time that is plainly the earlier one stays with the first step', () => {
  const found = printings(step('N', [10, 15], 25), step('NE', [10, 15], null, 'after midnight'))
  const text = [...found.keys()].find((key) => key.endsWith('Gusts up to 25 kt in the evening')) ?? ''
  expect(found.get(text)?.map(({ gustKt }) => gustKt)).toEqual([25, null])
})

test('a change names what changes: direction, speed or both', () => {
  expect(texts(step('N', [10, 15]), step('E', [10, 15])).join('\n')).not.toMatch(
    /(becoming|shifting|veering).*\d/,
  )
  expect(texts(step('N', [5, 15]), step('N', [20, 25])).join('\n')).toMatch(/increasing to 20 to 25 kt/)
  expect(texts(step('N', [20, 25]), step('N', [5, 15])).join('\n')).toMatch(/diminishing to 5 to 15 kt/)
  expect(texts(step('N', [5, 15]), step('E', [20, 25])).every((text) => /E 20 to 25 kt$/.test(text))).toBe(
    true,
  )
})

test('a wind veers with the clock and backs against it', () => {
  const clockwise = texts(step('N', [10, 15]), step('E', [10, 15])).join('\n')
  expect([clockwise.includes('veering E'), clockwise.includes('backing')]).toEqual([true, false])
  const against = texts(step('N', [10, 15]), step('W', [10, 15])).join('\n')
  expect([against.includes('backing W'), against.includes('veering')]).toEqual([true, false])
})
