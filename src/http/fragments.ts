// Answers are put together from texts. What memory gives is the same value each time, so the text of a piece is made once,
// with its digest, and an answer of many pieces is their texts side by side: byte for byte what `JSON.stringify` makes of it.
import { LRUCache } from 'lru-cache'
import { hashText } from './tag.ts'

export interface Written {
  /** JSON. */
  text: string
  /** Equal for equal values cut into the same pieces, and as good as never for others. */
  digest: string
}

export interface Fragments {
  /**
   * Writes plain data. The text of a cached piece is kept for the next time, by identity: it must never change, and neither it
   * nor anything around it may have a `toJSON` of its own. The text of one that was just loaded is not: it may never recur.
   */
  write(data: unknown, pieces: ReadonlyMap<unknown, { isCached: boolean }>): Written
}

/** Keeps the texts of pieces in at most so many characters. */
export function createFragments({ maxBytes }: { maxBytes: number }): Fragments {
  const kept = new LRUCache<object, Written>({
    maxSize: Math.max(1, maxBytes),
    maxEntrySize: Math.max(1, Math.floor(maxBytes / 8)),
    sizeCalculation: ({ text }) => text.length + 200,
  })

  return {
    write(data, pieces) {
      // The text, and the same with each piece's digest in its place: what the digest of the whole is made of.
      let text = ''
      let outline = ''
      const put = (part: string): void => {
        text += part
        outline += part
      }
      const piece = (value: object, isCached: boolean): void => {
        let written = isCached ? kept.get(value) : undefined
        if (!written) {
          const own = JSON.stringify(value)
          written = { text: own, digest: hashText(own) }
          if (isCached) kept.set(value, written)
        }
        text += written.text
        outline += written.digest
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
      return { text, digest: hashText(outline) }
    },
  }
}
