// Caches JSON fragments. A value from memory is the same object each time, so it is serialized and hashed once, and an answer is
// assembled from such fragments. The result equals the output of `JSON.stringify`, byte for byte.
import { LRUCache } from 'lru-cache'
import { Hash } from './tag.ts'

export interface Written {
  /** The JSON. */
  text: string
  /** Equal for equal values with the same pieces; collisions are negligible. */
  hash: Hash
}

export interface Fragments {
  /**
   * Serializes plain data. The JSON of a piece that came from the cache is kept by identity: the piece must never change, and no object
   * may have a `toJSON` method. That of a piece that was just loaded is not kept, because it may never recur.
   */
  write(data: unknown, pieces: ReadonlyMap<unknown, { isCached: boolean }>): Written
}

/** Creates a cache of at most `maxBytes` characters of JSON. */
export function createFragments({ maxBytes }: { maxBytes: number }): Fragments {
  const kept = new LRUCache<object, Written>({
    maxSize: Math.max(1, maxBytes),
    maxEntrySize: Math.max(1, Math.floor(maxBytes / 8)),
    sizeCalculation: ({ text }) => text.length + 200,
  })

  return {
    write(data, pieces) {
      // The hash of the whole is that of the text with the hash of each piece in its place.
      let text = ''
      const hash = new Hash()
      const put = (part: string): void => {
        text += part
        hash.add(part)
      }
      const piece = (value: object, isCached: boolean): void => {
        let written = isCached ? kept.get(value) : undefined
        if (!written) {
          const own = JSON.stringify(value)
          written = { text: own, hash: new Hash().add(own) }
          if (isCached) kept.set(value, written)
        }
        text += written.text
        hash.addHash(written.hash)
      }
      const walk = (value: unknown): void => {
        if (typeof value !== 'object' || value === null) {
          put(JSON.stringify(value) ?? 'null')
          return
        }
        const known = pieces.get(value)
        if (known) piece(value, known.isCached)
        else if (Array.isArray(value)) {
          let before = '['
          for (const item of value) {
            put(before)
            walk(item)
            before = ','
          }
          put(before === '[' ? '[]' : ']')
        } else {
          let before = '{'
          for (const name of Object.keys(value)) {
            const item = (value as Record<string, unknown>)[name]
            if (item === undefined) continue
            put(`${before}${JSON.stringify(name)}:`)
            walk(item)
            before = ','
          }
          put(before === '{' ? '{}' : '}')
        }
      }
      walk(data)
      return { text, hash }
    },
  }
}
