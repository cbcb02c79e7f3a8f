// The documented responses of a route, made from the one error table.
import { type ErrorCode, errorKinds } from '../core/errors.ts'
import { Problem } from './problem.ts'

/** One OpenAPI response for each status of these codes; codes with one status share it. */
export function problemResponses(codes: readonly ErrorCode[]) {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of codes) {
    const { status } = errorKinds[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const entries = [...byStatus].map(([status, sharing]) => [
    status,
    {
      description: sharing.map((code) => `\`${code}\`: ${errorKinds[code].title}`).join('. '),
      content: { 'application/problem+json': { schema: Problem } },
    },
  ])
  return Object.fromEntries(entries) as Record<number, { description: string; content: object }>
}

/** Codes of every route. */
export const anyRouteCodes = ['overloaded', 'draining', 'internal'] as const satisfies readonly ErrorCode[]

/** Codes of every route below `/v1`. */
export const callerCodes = [
  'unauthorized',
  'rate_limited',
  ...anyRouteCodes,
] as const satisfies readonly ErrorCode[]

/** Codes of an aggregated route, for an answer whose parts all failed, or any part of a strict one. */
export const aggregateCodes = [
  'invalid_request',
  'forbidden',
  'not_found',
  'not_acceptable',
  'deadline',
  'upstream_timeout',
  'upstream_unreachable',
  'upstream_error',
  'upstream_rate_limited',
  'upstream_forbidden',
  'upstream_invalid',
  'upstream_too_large',
  'circuit_open',
  ...callerCodes,
] as const satisfies readonly ErrorCode[]
