/** The parts of a base URL: everything before an added path, the path if none is added, and its own query. */
interface Base {
  start: string
  root: string
  query: string
}

// Parsing the base of each request would take longer than the rest. There are few bases, because they come from the settings; a feature
// that computes them fills the map, and a full one is cleared.
const maxBases = 100
const bases = new Map<string, Base>()

function baseOf(base: string): Base {
  const known = bases.get(base)
  if (known) return known
  const url = new URL(base)
  const query = url.search.slice(1)
  url.search = ''
  url.hash = ''
  const parsed = { start: url.href.replace(/\/+$/, ''), root: url.pathname === '/' ? '/' : '', query }
  if (bases.size >= maxBases) bases.clear()
  bases.set(base, parsed)
  return parsed
}

/** The URL of a request below a base URL, whose path and query are kept. Every value is escaped; `path` is well-formed. */
export function requestUrl(base: string, path: string, query: Readonly<Record<string, string>> = {}): string {
  const { start, root, query: own } = baseOf(base)
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${escaped(value)}`)
  if (own !== '') pairs.unshift(own)
  const address = start + (path === '' ? root : path)
  return pairs.length > 0 ? `${address}?${pairs.join('&')}` : address
}

/** Escapes a value for a path or a query. */
export const escaped = (value: string): string =>
  // A comma needs no escape in a query, and the weather service's lists are documented with plain ones.
  encodeURIComponent(value.toWellFormed()).replaceAll('%2C', ',')
