/** A request to an upstream of the sandbox. */
export interface Call {
  method: string
  path: string
  query: Record<string, string>
  /** Lower-case names; credentials of the caller are never recorded. */
  headers: Record<string, string>
  /** Time of the request by the sandbox's clock, epoch ms. */
  at: number
  /** The fault that was applied instead of the plain answer. */
  fault?: string
}

const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie'])
const secretQueries = new Set(['key', 'access_token'])

/** Describes a request for the journal, with every secret redacted. */
export function describeCall(request: Request, at: number): Call {
  const { pathname, searchParams } = new URL(request.url)
  const query: Record<string, string> = {}
  for (const [name, value] of searchParams) query[name] = secretQueries.has(name) ? '(hidden)' : value
  const headers: Record<string, string> = {}
  for (const [name, value] of request.headers) headers[name] = secretHeaders.has(name) ? '(hidden)' : value
  return { method: request.method, path: pathname, query, headers, at }
}
