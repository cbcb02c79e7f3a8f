import type { Cell } from './cells.ts'
import { type CellResult, cellVariables, playCell } from './play-cell.ts'
import { openStage } from './stage.ts'

export interface MatrixOptions {
  /** Cells side by side; default 4. */
  lanes?: number
  isTimeReal?: boolean
  onResult?: (result: CellResult) => void
}

/** Plays each cell on a stage of its own; results are in the order of the cells. */
export async function playMatrix(
  cells: readonly Cell[],
  { lanes = 4, isTimeReal = false, onResult = () => {} }: MatrixOptions = {},
): Promise<CellResult[]> {
  const results: CellResult[] = []
  const left = cells.entries()
  const lane = async (): Promise<void> => {
    for (const [at, cell] of left) {
      const stage = await openStage({ variables: cellVariables, isTimeReal })
      try {
        const result = await playCell(cell, stage)
        results[at] = result
        onResult(result)
      } finally {
        await stage.close()
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return results
}
