/**
 * A bounded memory of stretches of text: a table of fixed size, in which of two that fall on one place the newer stays. It also
 * notes what was asked about: most texts never come again, and keeping one costs the collector more than reading it.
 */
export class KnownTexts<Value> {
  private readonly mask: number
  private readonly noted: Int32Array
  private readonly hashes: Int32Array
  private readonly entries: ({ text: string; value: Value } | undefined)[]

  /** `size`: how many are kept, a power of two. */
  constructor(size: number) {
    this.mask = size - 1
    this.noted = new Int32Array(size)
    this.hashes = new Int32Array(size)
    this.entries = new Array<undefined>(size).fill(undefined)
  }

  /** What is known of `text[start, end)`; nothing is cut out of the text to look it up. */
  get(text: string, start: number, end: number): Value | undefined {
    const hash = hashOf(text, start, end)
    const slot = hash & this.mask
    if (this.hashes[slot] !== hash) return undefined
    const entry = this.entries[slot]
    const isSame =
      entry !== undefined && entry.text.length === end - start && text.startsWith(entry.text, start)
    return isSame ? entry.value : undefined
  }

  /** Has `text[start, end)` been asked about before? */
  comesAgain(text: string, start: number, end: number): boolean {
    const hash = hashOf(text, start, end)
    const slot = hash & this.mask
    const isNoted = this.noted[slot] === hash
    this.noted[slot] = hash
    return isNoted
  }

  /** Keeps what `text[start, end)` is. */
  set(text: string, start: number, end: number, value: Value): void {
    const hash = hashOf(text, start, end)
    const slot = hash & this.mask
    this.hashes[slot] = hash
    this.entries[slot] = { text: detachedText(text, start, end), value }
  }
}

function hashOf(text: string, start: number, end: number): number {
  let hash = end - start
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  // The low bits choose the place, so the high ones must reach them.
  return hash ^ (hash >>> 15)
}

/** The stretch as a string of its own: a slice would keep the whole text that it was cut from. */
export const detachedText = (text: string, start: number, end: number): string =>
  ` ${text.slice(start, end)}`.slice(1)
