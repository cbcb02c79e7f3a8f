/** The URL of a request below a base URL, whose path and query are kept. Every value is escaped. */
export function requestUrl(base: string, path: string, query: Readonly<Record<string, string>> = {}): string {
  const url = new URL(base)
  url.pathname = url.pathname.replace(/\/+$/, '') + path
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${escaped(value)}`)
  if (pairs.length > 0) url.search = [url.search.slice(1), ...pairs].filter((pair) => pair !== '').join('&')
  return url.href
}

/** Escapes a value for a path or a query. */
export const escaped = (value: string): string =>
  // A comma needs no escape in a query, and the weather service's lists are documented with plain ones.
  encodeURIComponent(value.toWellFormed()).replaceAll('%2C', ',')
