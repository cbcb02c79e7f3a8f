// The platform interface of the command line. All other code of it is pure functions.
import type { Clock } from '../core/clock.ts'

/** The inputs and outputs of a command. */
export interface Terminal {
  /** Writes to standard output; resolves when the system has accepted it, so that a slow reader slows the command down. */
  write(text: string): Promise<void>
  /** Writes to standard error: progress and errors. */
  writeError(text: string): void
  /** Whether standard output is a terminal. */
  isOutputTty: boolean
  /** Whether standard error is a terminal. */
  isErrorTty: boolean
  hasColours: boolean
  columns: number
  clock: Clock
  /** Reads a file as text; `-` is standard input. Throws if it cannot be read. */
  read(file: string): Promise<string>
}
