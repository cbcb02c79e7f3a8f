import { type ErrorData, errorData, errorFrom } from '../../core/error-data.ts'
import { type Fault, toAppError } from '../../core/errors.ts'

/** What a thread is asked: the decoder by its name, and what it decodes. */
export interface ThreadTask {
  name: string
  body: string
  input: unknown
}

interface CarriedError {
  data: ErrorData
  faults: readonly Fault[] | undefined
  /** The stack of what was thrown, when it was not an AppError: for the log. */
  cause: string | undefined
}

/** What a thread answers. An error crosses as plain data, because cloning one keeps neither its class nor its code. */
export type ThreadOutcome = { value: unknown } | { error: CarriedError }

/** Runs a decoder on the thread's side; whatever it throws becomes plain data. */
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

/** Gives back the value on the caller's side, or throws the same AppError again. */
export function settleOutcome(outcome: ThreadOutcome): unknown {
  if ('value' in outcome) return outcome.value
  const { data, faults, cause } = outcome.error
  throw errorFrom(data, {
    ...(faults !== undefined && { faults }),
    ...(cause !== undefined && { cause: new Error(cause) }),
  })
}
