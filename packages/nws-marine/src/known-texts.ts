import { type Characters, Codes } from './codes.ts'

/**
 * A cache of values by text, in a table of fixed size: a new entry replaces the one in its slot. It also records what was looked
 * up, so that only texts that recur are kept; keeping one that does not costs the garbage collector more than parsing it again.
 */
export class KnownTexts<Value> {
  private readonly mask: number
  private readonly noted: Int32Array
  private readonly hashes: Int32Array
  private readonly texts: string[]
  private readonly values: (Value | undefined)[]

  /** `size`: the number of slots, a power of two. */
  constructor(size: number) {
    this.mask = size - 1
    this.noted = new Int32Array(size)
    this.hashes = new Int32Array(size)
    this.texts = new Array<string>(size).fill('')
    this.values = new Array<undefined>(size).fill(undefined)
  }

  private text = new Codes()
  private start = 0
  private end = 0
  private hash = 0

  /** The cached value of `text[start, end)`; the look-up creates no substring. */
  get(text: Codes, start: number, end: number): Value | undefined {
    const hash = text.hashOf(start, end)
    this.text = text
    this.start = start
    this.end = end
    this.hash = hash
    const slot = hash & this.mask
    if (this.hashes[slot] !== hash) return undefined
    const kept = this.texts[slot] ?? ''
    const isSame = kept.length === end - start && text.startsWith(kept, start)
    return isSame ? this.values[slot] : undefined
  }

  /** Had the last text looked up been looked up before? */
  comesAgain(): boolean {
    const slot = this.hash & this.mask
    const isNoted = this.noted[slot] === this.hash
    this.noted[slot] = this.hash
    return isNoted
  }

  /** Caches a value for the last text looked up. */
  keep(value: Value): void {
    const slot = this.hash & this.mask
    this.hashes[slot] = this.hash
    this.texts[slot] = detachedText(this.text, this.start, this.end)
    this.values[slot] = value
  }
}

/** A copy of `text[start, end)`: a slice would keep the whole text in memory. */
export function detachedText(text: Characters, start: number, end: number): string {
  const slice = text.slice(start, end)
  // Joining two parts copies both into one flat string.
  return [slice.slice(0, 1), slice.slice(1)].join('')
}
