/** One request that an upstream of the sandbox was asked. */
export interface Call {
  method: string
  path: string
  query: Record<string, string>
  /** Lower-case names; what authorises the caller is never kept. */
  headers: Record<string, string>
  /** When it came, by the sandbox's clock: milliseconds since 1970. */
  at: number
  /** The fault that was played instead of a plain answer. */
  fault?: string
}

const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie'])
const secretQueries = new Set(['key', 'access_token'])

/** Describes a request for the journal, with every secret blanked. */
export function describeCall(request: Request, at: number): Call {
  const { pathname, searchParams } = new URL(request.url)
  const query: Record<string, string> = {}
  for (const [name, value] of searchParams) query[name] = secretQueries.has(name) ? '(hidden)' : value
  const headers: Record<string, string> = {}
  for (const [name, value] of request.headers) headers[name] = secretHeaders.has(name) ? '(hidden)' : value
  return { method: request.method, path: pathname, query, headers, at }
}
