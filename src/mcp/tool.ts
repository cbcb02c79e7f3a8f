import type { Fault } from '../core/errors.ts'
import type { Question } from '../parts/ask.ts'

/** Something that an agent can ask for, or have done. */
export interface Tool {
  name: string
  title: string
  description: string
  /** It changes nothing. */
  isReadOnly: boolean
  /** JSON Schema of the arguments. */
  input: Record<string, unknown>
  /** Its result is an envelope, with its parts. */
  isAggregated: boolean
  /** Reads arguments that are an object of known names. */
  read(given: Readonly<Record<string, unknown>>): Question | Iterable<Fault>
}
