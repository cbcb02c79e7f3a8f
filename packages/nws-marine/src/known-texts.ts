import { type Characters, Codes } from './codes.ts'

/**
 * A bounded memory of stretches of text: a table of fixed size, in which of two that fall on one place the newer stays. It also
 * notes what was asked about: most texts never come again, and keeping one costs the collector more than reading it.
 */
export class KnownTexts<Value> {
  private readonly mask: number
  private readonly noted: Int32Array
  private readonly hashes: Int32Array
  private readonly texts: string[]
  private readonly values: (Value | undefined)[]

  /** `size`: how many are kept, a power of two. */
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

  /** The value kept for `text[start, end)`. Nothing is cut out of the text to look it up. */
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

  /** Had what was looked up last been asked about before? */
  comesAgain(): boolean {
    const slot = this.hash & this.mask
    const isNoted = this.noted[slot] === this.hash
    this.noted[slot] = this.hash
    return isNoted
  }

  /** Keeps a value for what was looked up last. */
  keep(value: Value): void {
    const slot = this.hash & this.mask
    this.hashes[slot] = this.hash
    this.texts[slot] = detachedText(this.text, this.start, this.end)
    this.values[slot] = value
  }
}

/** The stretch as a string of its own: a slice would keep the whole text that it was cut from. */
export const detachedText = (text: Characters, start: number, end: number): string =>
  ` ${text.slice(start, end)}`.slice(1)
