import { expect, test } from 'vitest'
import { cells, faults, nameOf } from './cells.ts'
import { playMatrix } from './play-matrix.ts'

/** Far above what a busy machine adds: time is measured by the command, not here. */
const longestOverrunMs = 1_500

test('the matrix is whole: each fault meets each source in each state of the cache, alone and with all others', () => {
  expect(new Set(cells.map(nameOf)).size).toBe(20 * 4 * 4 * 2)
})

test.each(faults)('%s costs no more than its own part, whatever the caches hold', async (fault) => {
  const first = await playMatrix(cells.filter((cell) => cell.fault === fault))
  expect(first).toHaveLength(32)
  // On a machine that has stopped for a moment, an upstream that is well misses its quarter of a second too. Such cells are
  // played once more, by themselves; what is wrong stays wrong.
  const again = first.filter(({ failures }) => failures.length > 0).map(({ cell }) => cell)
  const results = [
    ...first.filter(({ failures }) => failures.length === 0),
    ...(await playMatrix(again, { lanes: 1 })),
  ]
  const failed = results.filter(({ failures }) => failures.length > 0)
  expect(failed.map(({ cell, failures }) => ({ cell: nameOf(cell), failures }))).toEqual([])
  expect(Math.max(...results.map(({ overrunMs }) => overrunMs))).toBeLessThan(longestOverrunMs)
})
