import { expect, test } from 'vitest'
import { seeded, seededHex } from '../src/random.ts'

const draw = (...parts: (string | number)[]): number[] => {
  const random = seeded(...parts)
  return Array.from({ length: 20 }, () => random.int(0, 1_000_000))
}

test('equal parts give an equal stream and any other part another', () => {
  expect(draw('zone', 1)).toEqual(draw('zone', 1))
  expect(draw('zone', 1)).not.toEqual(draw('zone', 2))
  expect(draw('zone', 1)).not.toEqual(draw('zon', 'e1'))
})

test('whole numbers reach both ends and stay between them', () => {
  const random = seeded('ends')
  const drawn = new Set(Array.from({ length: 500 }, () => random.int(3, 5)))
  expect([...drawn].sort()).toEqual([3, 4, 5])
})

test('a share comes true about as often as it says', () => {
  const random = seeded('share')
  const hits = Array.from({ length: 10_000 }, () => random.chance(0.3)).filter(Boolean).length
  expect(hits / 10_000).toBeCloseTo(0.3, 1)
})

test('nothing can be picked from nothing', () => {
  expect(() => seeded('none').pick([])).toThrow(RangeError)
})

test('a hexadecimal name has its length and depends on its parts', () => {
  expect(seededHex(32, 'a')).toMatch(/^[0-9a-f]{32}$/)
  expect(seededHex(32, 'a')).not.toBe(seededHex(32, 'b'))
})
