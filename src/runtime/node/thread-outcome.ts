import { AppError, type ErrorCode, type Fault, toAppError } from '../../core/errors.ts'

/** What a thread is asked: the decoder by its name, and what it decodes. */
export interface ThreadTask {
  name: string
  body: string
  input: unknown
}

interface CarriedError {
  code: ErrorCode
  message: string
  retry: boolean
  wasAsked: boolean
  retryAfterMs: number | undefined
  faults: readonly Fault[] | undefined
  provider: string | undefined
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
    const { code, message, retry, wasAsked, retryAfterMs, faults, provider, cause } = toAppError(thrown)
    return {
      error: {
        code,
        message,
        retry,
        wasAsked,
        retryAfterMs,
        faults,
        provider,
        cause: cause instanceof Error ? (cause.stack ?? cause.message) : undefined,
      },
    }
  }
}

/** Gives back the value on the caller's side, or throws the same AppError again. */
export function settleOutcome(outcome: ThreadOutcome): unknown {
  if ('value' in outcome) return outcome.value
  const { code, message, retry, wasAsked, retryAfterMs, faults, provider, cause } = outcome.error
  throw new AppError(code, message, {
    retry,
    asked: wasAsked,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(faults !== undefined && { faults }),
    ...(provider !== undefined && { provider }),
    ...(cause !== undefined && { cause: new Error(cause) }),
  })
}
