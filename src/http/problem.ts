import type { Context as HonoContext } from 'hono'
import { z } from 'zod'
import { type AppError, errorCodes, errorKinds } from '../core/errors.ts'
import { Part } from '../parts/part.ts'
import type { AppEnv } from './app-env.ts'

/** An error as reported to callers (RFC 9457). */
export const Problem = z
  .object({
    type: z.string().meta({
      description: 'URL of a page that explains the error',
      examples: ['/problems/invalid_request'],
    }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z
      .string()
      .meta({ description: 'The path that was requested', examples: ['/v1/marine/forecasts'] }),
    code: z.enum(errorCodes),
    requestId: z
      .string()
      .meta({ description: 'Quote this id when reporting the error; also in X-Request-Id' }),
    traceId: z
      .string()
      .optional()
      .meta({ description: 'The trace (W3C Trace Context) of the request, if there is one' }),
    errors: z
      .array(
        z.object({ in: z.enum(['query', 'path', 'header', 'body']), name: z.string(), message: z.string() }),
      )
      .optional()
      .meta({ description: 'Every error in the input' }),
    parts: z.array(Part).optional().meta({ description: 'The parts that were requested, if any' }),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457)' })
export type Problem = z.infer<typeof Problem>

export interface ProblemContext {
  path: string
  requestId: string
  traceId?: string | undefined
}

interface ProblemExtras {
  parts?: Part[]
  headers?: Record<string, string>
}

/** The body of a problem. */
export function problemOf(
  error: AppError,
  { path, requestId, traceId }: ProblemContext,
  parts?: Part[],
): Problem {
  const { code, status, message: detail, faults } = error
  return {
    type: `/problems/${code}`,
    title: errorKinds[code].title,
    status,
    detail,
    instance: path,
    code,
    requestId,
    ...(traceId !== undefined && { traceId }),
    ...(faults && { errors: faults.map((fault) => ({ ...fault })) }),
    ...(parts && parts.length > 0 && { parts }),
  }
}

/** Returns the headers of a problem response. */
export function problemHeaders(error: AppError): Record<string, string> {
  const wait = error.retryAfterMs
  return {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    // Whole seconds (RFC 9110 §10.2.3). Never 0, which would invite an immediate retry.
    ...(wait !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(wait / 1_000))) }),
    ...(wait === undefined && error.status === 503 && { 'retry-after': '1' }),
  }
}

/** The response that reports an error. */
export function problemResponse(
  error: AppError,
  context: ProblemContext,
  { parts, headers }: ProblemExtras = {},
): Response {
  return new Response(JSON.stringify(problemOf(error, context, parts)), {
    status: error.status,
    headers: { ...problemHeaders(error), ...headers },
  })
}

/** The body of a problem, whose code is recorded with the request. */
export function recordProblem(c: HonoContext<AppEnv>, error: AppError, parts?: Part[]): Problem {
  const record = c.get('record')
  record.fail(error.code)
  return problemOf(error, record, parts)
}

/** The response that reports an error, whose code is recorded with the request. */
export function answerProblem(
  c: HonoContext<AppEnv>,
  error: AppError,
  headers: Record<string, string> = {},
): Response {
  const record = c.get('record')
  record.fail(error.code)
  return problemResponse(error, record, { headers })
}
