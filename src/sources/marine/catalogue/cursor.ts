// A cursor names the last zone of a page instead of a count, so pages neither repeat nor skip a zone when the catalogue of the
// next release has more or fewer zones. It needs no state and outlives the process.

/** The end of a page: the sort key of its last zone. */
export interface Position {
  readonly id: string
  /** Distance from the point of the search; 0 without a point. */
  readonly metres: number
}

/** An opaque URL-safe cursor for the page after `position` of the search that `query` describes. */
export function cursorFor({ id, metres }: Position, query: string): string {
  const plain = btoa(`${fingerprint(query)}.${metres}.${id}`)
  return plain.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Reads the position in a cursor; undefined when it is not a valid cursor or belongs to another search. */
export function readCursor(cursor: string, query: string): Position | undefined {
  // No cursor of ours is longer. Without this limit a hostile query string would be decoded whole.
  if (!/^[\w-]{1,64}$/.test(cursor)) return undefined
  const [, print, metres, id] = /^([0-9a-z]+)\.(\d+)\.([A-Z]{3}\d{3})$/.exec(decode(cursor)) ?? []
  if (id === undefined || metres === undefined || print !== fingerprint(query)) return undefined
  return { id, metres: Number(metres) }
}

function decode(cursor: string): string {
  try {
    return atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return ''
  }
}

// FNV-1a, to detect a cursor of another search used by mistake. It protects nothing.
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(36)
}
