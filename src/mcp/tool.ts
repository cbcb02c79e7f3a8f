import type { Fault } from '../core/errors.ts'
import type { Question } from '../parts/ask.ts'

/** A tool for agents. */
export interface Tool {
  name: string
  title: string
  description: string
  /** True if it has no side effects. */
  isReadOnly: boolean
  /** JSON Schema of the arguments. */
  input: Record<string, unknown>
  /** True if its result is an envelope with parts. */
  isAggregated: boolean
  /** Validates the arguments, an object of known names. */
  read(given: Readonly<Record<string, unknown>>): Question | Iterable<Fault>
}
