import { z } from 'zod'
import { AppError, type ErrorCode, errorKinds } from '../core/errors.ts'

const Failure = z.object({
  code: z.enum(Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]]).refine(isOfUpstream),
  message: z.string().max(1_000),
  retry: z.boolean(),
  asked: z.boolean(),
  retryAfterMs: z.number().min(0).max(86_400_000).optional(),
  provider: z.string().max(100).optional(),
  attempts: z.int().min(0).max(1_000),
})

/** Does a failure with this code say something of the upstream, or of the key, to whoever asks next? Our own limits do not. */
export function isOfUpstream(code: ErrorCode): boolean {
  return code !== 'circuit_open' && code !== 'internal' && errorKinds[code].blame !== 'us'
}

/** A failure as it is told to other instances: what a caller may read, never its cause. */
export function writeFailure(error: AppError): z.infer<typeof Failure> {
  const { code, message, retry, wasAsked: asked, retryAfterMs, provider, attempts } = error
  return {
    code,
    message: message.slice(0, 1_000),
    retry,
    asked,
    attempts,
    ...(retryAfterMs !== undefined && { retryAfterMs: Math.min(retryAfterMs, 86_400_000) }),
    ...(provider !== undefined && { provider }),
  }
}

/** Reads what another instance has told; null when it is none of these failures. */
export function readFailure(found: unknown): AppError | null {
  const { data } = Failure.safeParse(found)
  if (!data) return null
  const { code, message, retry, asked, retryAfterMs, provider, attempts } = data
  const error = new AppError(code, message, {
    retry,
    asked,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(provider !== undefined && { provider }),
  })
  error.attempts = attempts
  return error
}
