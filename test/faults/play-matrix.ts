import { serveSandbox } from '../../src/sandbox/server.ts'
import type { Cell } from './cells.ts'
import { type CellResult, createMovableClock, playCell } from './play-cell.ts'

/** Plays cells over `lanes` sandboxes side by side; results are in the order of the cells. */
export async function playMatrix(
  cells: readonly Cell[],
  { lanes = 6, onResult = () => {} }: { lanes?: number; onResult?: (result: CellResult) => void } = {},
): Promise<CellResult[]> {
  await warm(cells[0])
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

/** Plays a cell that counts for nothing: what is compiled in it no upstream's time is measured against. */
async function warm(cell: Cell | undefined): Promise<void> {
  if (!cell) return
  const clock = createMovableClock()
  const server = await serveSandbox({ clock: { now: clock.now } })
  await playCell(cell, server, clock)
  await server.close()
}
