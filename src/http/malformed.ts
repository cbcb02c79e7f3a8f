import type { AppError } from '../core/errors.ts'
import { securityHeaders } from './finish-headers.ts'
import { problemHeaders, problemOf } from './problem.ts'
import { requestIdOf } from './request-record.ts'
import type { Service } from './service.ts'

/** The parts of an invalid request that could be read. */
export interface Malformed {
  method?: string | undefined
  path?: string | undefined
  origin?: string | undefined
}

export interface MalformedAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/**
 * Creates the response to bytes that are not a valid HTTP request and so reach no route: a problem with the headers of every
 * response. Its log entry has the route `(malformed)`.
 */
export function answerMalformed(
  { lifecycle, emit, config }: Pick<Service, 'lifecycle' | 'emit' | 'config'>,
  error: AppError,
  { method = '-', path = '*', origin }: Malformed = {},
): MalformedAnswer {
  const requestId = requestIdOf(undefined)
  const { status, code } = error
  lifecycle.enter()
  lifecycle.leave('answered')
  const what = {
    method,
    route: '(malformed)',
    status,
    tookMs: 0,
    outcome: 'answered',
    code,
    parts: [],
  } as const
  emit({ type: 'request', requestId, ...what })
  return {
    status,
    headers: {
      ...securityHeaders,
      ...allowedOrigin(config.CORS_ORIGINS, origin),
      ...problemHeaders(error),
      'x-request-id': requestId,
    },
    body: JSON.stringify(problemOf(error, { path, requestId })),
  }
}

/** CORS headers. If the origin could not be read and only one is allowed, that one is assumed. */
function allowedOrigin(origins: readonly string[], given: string | undefined): Record<string, string> {
  if (origins.includes('*')) return { 'access-control-allow-origin': '*' }
  const origin = given ?? (origins.length === 1 ? origins[0] : undefined)
  if (origin === undefined || !origins.includes(origin)) return {}
  return { 'access-control-allow-origin': origin, vary: 'Origin' }
}
