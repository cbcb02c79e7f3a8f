import type { Context as HonoContext } from 'hono'
import type { AppEnv } from './app-env.ts'
import type { Caller, RequestRecord } from './request-record.ts'

/** Security headers of every response. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=15552000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}

/** Content security policy of everything but pages, which set their own. */
const nothingInside = "default-src 'none'; frame-ancestors 'none'"

type Fields = Readonly<Record<string, string>>

/** Headers of every response that is not a page. */
export const constantFields: Fields = { ...securityHeaders, 'content-security-policy': nothingInside }

/** Returns the headers of a response that depend on its caller. */
export function fieldsForCaller(
  own: (name: string) => string | null,
  { headers, isPrivate }: Pick<Caller, 'headers' | 'isPrivate'>,
): Fields {
  if (!isPrivate) return headers
  const [vary, caching] = [own('vary'), own('cache-control')]
  return {
    ...headers,
    ...(!vary?.includes('Authorization') && { vary: vary ? `${vary}, Authorization` : 'Authorization' }),
    ...(caching !== null && { 'cache-control': caching.replace('public', 'private') }),
  }
}

/** Returns the headers that every response has, and those for its caller. */
function fieldsBeside(
  own: (name: string) => string | null,
  { caller, requestId }: Pick<RequestRecord, 'caller' | 'requestId'>,
): Fields {
  return {
    ...constantFields,
    'content-security-policy': own('content-security-policy') ?? nothingInside,
    'x-request-id': requestId,
    ...fieldsForCaller(own, caller),
  }
}

/** Adds the headers that every response has, unless the response was created with them. */
export function finishHeaders(c: HonoContext<AppEnv>): void {
  if (finishedOf(c.res)) return
  const { headers } = c.res
  const fields = fieldsBeside((name) => headers.get(name), c.get('record'))
  for (const name in fields) headers.set(name, fields[name] ?? '')
}

/** What a finished response was created with. */
export interface Finished {
  status: number
  headers: Fields
  body: string | Uint8Array<ArrayBuffer> | null
}

/**
 * Creates a response with all its headers at once. Reading or changing an existing response costs more, on Node, than merging an
 * answer from memory.
 */
export function finishedResponse(c: HonoContext<AppEnv>, { status, headers, body }: Finished): Response {
  const all = { ...headers, ...fieldsBeside((name) => headers[name] ?? null, c.get('record')) }
  const made: Finished = { status, headers: all, body }
  return Object.assign(new Response(body, made), { [finished]: made })
}

const finished = Symbol('finished')

/** Returns what the response was created with, if `finishedResponse` created it. */
export const finishedOf = (response: Response & { [finished]?: Finished }): Finished | undefined =>
  response[finished]
