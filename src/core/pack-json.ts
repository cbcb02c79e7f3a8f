const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Encodes a value as UTF-8 JSON, or returns null for one that JSON would change: a map, a set, a date, `undefined` in a list. */
export const packJson = (value: unknown): Uint8Array | null =>
  isJson(value) ? encoder.encode(JSON.stringify(value)) : null

/** Decodes what `packJson` returned. The value is equal to the packed one, without its properties that were `undefined`. */
export const unpackJson = (packed: Uint8Array): unknown => JSON.parse(decoder.decode(packed))

function isJson(value: unknown): boolean {
  // A lone surrogate would not survive UTF-8.
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (typeof value !== 'object' || value === null) return typeof value === 'boolean' || value === null
  if (Array.isArray(value)) return value.every(isJson)
  const prototype: unknown = Object.getPrototypeOf(value)
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in value) return false
  return Object.entries(value).every(
    ([name, item]) => name !== '__proto__' && (item === undefined || isJson(item)),
  )
}
