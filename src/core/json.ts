/** Half of a surrogate pair, as JSON can write it. */
const surrogate = /\\u[dD][89a-fA-F]/

/**
 * Parses JSON. A lone surrogate becomes the replacement character, in names and in values: RFC 7493 (I-JSON) forbids it, and
 * our answers must be readable by every parser. Throws what `JSON.parse` throws.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  return surrogate.test(text) ? wellFormed(value) : value
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name.toWellFormed(), wellFormed(each)]),
  )
}
