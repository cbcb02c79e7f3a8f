import { expect, test } from 'vitest'
import { isWhole } from '../support/effort.ts'
import { type Cell, cacheStates, cells, extents, faults, nameOf, pairs, sources } from './cells.ts'
import { playMatrix } from './play-matrix.ts'

const values = { fault: faults, source: sources, cache: cacheStates, extent: extents }

test('the matrix is complete: every fault, source, cache state and extent', () => {
  expect(new Set(cells.map(nameOf)).size).toBe(20 * 4 * 4 * 2)
})

test('the selected cells cover every pair of values', () => {
  expect(pairs).toHaveLength(80)
  const fields = Object.keys(values) as (keyof Cell)[]
  for (const one of fields) {
    for (const other of fields.filter((field) => field > one)) {
      const met = new Set(pairs.map((cell) => `${cell[one]} / ${cell[other]}`))
      expect(met.size, `${one} and ${other}`).toBe(values[one].length * values[other].length)
    }
  }
})

test.each(faults)('%s costs only its own part in every cache state', async (fault) => {
  const wanted = (isWhole ? cells : pairs).filter((cell) => cell.fault === fault)
  const results = await playMatrix(wanted)
  const failed = results.filter(({ failures, overrunMs }) => failures.length > 0 || overrunMs > 0)
  expect(failed.map(({ cell, failures, overrunMs }) => [nameOf(cell), overrunMs, failures])).toEqual([])
  expect(results.length).toBeGreaterThan(0)
})
