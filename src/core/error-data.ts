// An AppError as plain data: for a thread, whose clones keep neither class nor code, and for other instances.
import { z } from 'zod'
import { AppError, type AppErrorOptions, type ErrorCode, errorCodes, errorKinds } from './errors.ts'

const maxMessage = 1_000
const maxRetryAfterMs = 86_400_000

const ErrorData = z.object({
  code: z.enum(errorCodes),
  message: z.string().max(maxMessage),
  retry: z.boolean(),
  asked: z.boolean(),
  retryAfterMs: z.number().min(0).max(maxRetryAfterMs).optional(),
  pauseMs: z.number().min(0).max(maxRetryAfterMs).optional(),
  provider: z.string().max(100).optional(),
  evidence: z.enum(['upstream', 'body', 'key']).optional(),
})
export type ErrorData = z.infer<typeof ErrorData>

/** True when a failure with this code also applies to the next caller of the key; false for refusals by our own limits. */
export function isAboutUpstream(code: ErrorCode): boolean {
  return code !== 'circuit_open' && code !== 'internal' && errorKinds[code].blame !== 'us'
}

/** The fields of a failure that callers may see; never its cause. */
export function errorData(error: AppError): ErrorData {
  const { code, message, retry, wasAsked: asked, retryAfterMs, pauseMs, provider, evidence } = error
  return {
    code,
    message: message.slice(0, maxMessage),
    retry,
    asked,
    ...(retryAfterMs !== undefined && { retryAfterMs: Math.min(retryAfterMs, maxRetryAfterMs) }),
    ...(pauseMs !== undefined && { pauseMs: Math.min(pauseMs, maxRetryAfterMs) }),
    ...(provider !== undefined && { provider }),
    ...(evidence !== undefined && { evidence }),
  }
}

/** Restores the error, with the fields that are not part of the data. */
export function errorFrom(data: ErrorData, more: Pick<AppErrorOptions, 'faults' | 'cause'> = {}): AppError {
  const { code, message, ...options } = data
  const given = Object.entries({ ...options, ...more }).filter(([, value]) => value !== undefined)
  return new AppError(code, message, Object.fromEntries(given))
}

/** Reads a failure sent by another instance; null when it is not a failure of an upstream or a key. */
export function readErrorData(found: unknown): AppError | null {
  const { data } = ErrorData.safeParse(found)
  return data && isAboutUpstream(data.code) ? errorFrom(data) : null
}
