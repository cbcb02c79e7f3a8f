// What the command line is given of its surroundings; everything else of it is plain functions.
import type { Clock } from '../core/clock.ts'

/** Where a command reads and writes. */
export interface Terminal {
  /** Standard output. Resolves when it has been taken: a slow reader slows the command. */
  write(text: string): Promise<void>
  /** Standard error: progress and what went wrong. */
  tell(text: string): void
  /** Whether standard output is looked at by somebody, and not read by a program. */
  isWatched: boolean
  /** The same for standard error. */
  isToldLive: boolean
  hasColours: boolean
  columns: number
  clock: Clock
  /** A file's text, `-` for standard input; throws where it cannot be read. */
  read(file: string): Promise<string>
}
