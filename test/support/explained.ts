import fc from 'fast-check'
import type { z } from 'zod'
import { AppError } from '../../src/core/errors.ts'
import type { Endpoint, Failure } from '../../src/pipeline/endpoint.ts'
import { errorOfStatus } from '../../src/pipeline/status.ts'

export interface FailureGiven {
  status: number
  headers?: Record<string, string>
  text?: string
}

/** The error that an endpoint explains a failure with, or else the one of its status. */
export function explained<In>(
  endpoint: Pick<Endpoint<In, unknown, never>, 'explain' | 'accept'>,
  { status, headers = {}, text = '' }: FailureGiven,
  input: In,
  settings: object = {},
): AppError {
  const failure: Failure = { status, text, header: (name) => headers[name] ?? null }
  return endpoint.explain?.(failure, input, settings as never) ?? errorOfStatus(failure, endpoint.accept, 0)
}

/** The AppError that `run` throws; anything else fails the test. */
export function errorOf(run: () => unknown): AppError {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** The value of `run`, or the AppError that it throws; any other error fails the test. */
export function valueOrAppError<T>(run: () => T): T | AppError {
  try {
    return run()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

/** The law of all decoders: whatever is given, they return a valid value or throw an AppError. */
export function decodesAny<T>(
  given: fc.Arbitrary<T>,
  decode: (given: T) => unknown,
  schema: z.ZodType,
): void {
  fc.assert(
    fc.property(given, (each) => {
      const read = valueOrAppError(() => decode(each))
      if (!(read instanceof AppError)) schema.parse(read)
    }),
  )
}
