import { type ErrorData, errorData, errorFrom } from '../../core/error-data.ts'
import { type Fault, toAppError } from '../../core/errors.ts'

/** A request to a thread: the decoder's name and its arguments. */
export interface ThreadTask {
  name: string
  body: string
  input: unknown
}

interface CarriedError {
  data: ErrorData
  faults: readonly Fault[] | undefined
  /** Stack of the error for the log, when it was not an AppError. */
  cause: string | undefined
}

/** A thread's reply. Errors are passed as plain data, because structured cloning loses their class and code. */
export type ThreadOutcome = { value: unknown } | { error: CarriedError }

/** Runs a decoder on a thread and converts what it throws to plain data. */
export function outcomeOf(decode: () => unknown): ThreadOutcome {
  try {
    return { value: decode() }
  } catch (thrown) {
    const error = toAppError(thrown)
    const { faults, cause } = error
    const stack = cause instanceof Error ? (cause.stack ?? cause.message) : undefined
    return { error: { data: errorData(error), faults, cause: stack } }
  }
}

/** Returns the value of a reply, or throws an equal AppError. */
export function settleOutcome(outcome: ThreadOutcome): unknown {
  if ('value' in outcome) return outcome.value
  const { data, faults, cause } = outcome.error
  throw errorFrom(data, {
    ...(faults !== undefined && { faults }),
    ...(cause !== undefined && { cause: new Error(cause) }),
  })
}
