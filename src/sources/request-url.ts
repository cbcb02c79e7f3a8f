/** The parts of a base URL: everything before an added path, the path if none is added, and its own query. */
interface Base {
  start: string
  root: string
  query: string
}

/**
 * Parsed base URLs by their text. They come from the settings, so there are few; parsing one for each request would take longer
 * than the rest.
 */
const bases = new Map<string, Base>()

function parse(base: string): Base {
  const url = new URL(base)
  const query = url.search.slice(1)
  url.search = ''
  url.hash = ''
  return { start: url.href.replace(/\/+$/, ''), root: url.pathname === '/' ? '/' : '', query }
}

/** The URL of a request below a base URL, whose path and query are kept. Every value is escaped; `path` is well-formed. */
export function requestUrl(base: string, path: string, query: Readonly<Record<string, string>> = {}): string {
  const { start, root, query: own } = bases.getOrInsertComputed(base, parse)
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${escaped(value)}`)
  if (own !== '') pairs.unshift(own)
  const address = start + (path === '' ? root : path)
  return pairs.length > 0 ? `${address}?${pairs.join('&')}` : address
}

/** Escapes a value for a path or a query. */
export const escaped = (value: string): string =>
  // A comma needs no escape in a query, and the weather service's lists are documented with plain ones.
  encodeURIComponent(value.toWellFormed()).replaceAll('%2C', ',')
