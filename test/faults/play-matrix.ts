import { serveSandbox } from '../../src/sandbox/server.ts'
import type { Cell } from './cells.ts'
import { type CellResult, createMovableClock, playCell } from './play-cell.ts'

/** Plays cells over `lanes` sandboxes side by side; results are in the order of the cells. */
export async function playMatrix(
  cells: readonly Cell[],
  { lanes = 6, onResult = () => {} }: { lanes?: number; onResult?: (result: CellResult) => void } = {},
): Promise<CellResult[]> {
  const results: CellResult[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    const clock = createMovableClock()
    const server = await serveSandbox({ clock: { now: clock.now } })
    try {
      for (let at = next++; at < cells.length; at = next++) {
        const cell = cells[at]
        if (!cell) return
        const result = await playCell(cell, server, clock)
        results[at] = result
        onResult(result)
      }
    } finally {
      await server.close()
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return results
}
