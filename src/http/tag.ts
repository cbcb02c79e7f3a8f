/**
 * A hash of 64 bits over texts and other hashes, in the order in which they are added: FNV-1a over UTF-16 code units, as two halves
 * with different bases. Sufficient for weak ETags (RFC 9110 §8.8.1), but not cryptographic.
 */
export class Hash {
  #high = 0x811c9dc5
  #low = 0x9747b28c

  add(text: string): this {
    let high = this.#high
    let low = this.#low
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index)
      high = Math.imul(high ^ unit, 0x01000193)
      low = Math.imul(low ^ unit, 0x01000193) ^ (low >>> 15)
    }
    this.#high = high
    this.#low = low
    return this
  }

  addHash(other: Hash): this {
    this.#high = Math.imul(this.#high ^ other.#high, 0x01000193)
    this.#low = Math.imul(this.#low ^ other.#low, 0x01000193) ^ (this.#low >>> 15)
    return this
  }

  /** One half, as a signed number of 32 bits. */
  get bits(): number {
    return this.#high | 0
  }

  /** The hash as text, for a tag. Two bits are dropped, because larger numbers take four times as long to write. */
  toString(): string {
    return (this.#high >>> 1).toString(36) + (this.#low >>> 1).toString(36)
  }
}

/** The hash of one text, for a tag. */
export const hashText = (text: string): string => new Hash().add(text).toString()

/** Whether `If-None-Match` contains this tag, by weak comparison (RFC 9110 §8.8.3.2). */
export function matchesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  const bare = tag.replace(/^W\//, '')
  return header.split(',').some((entry) => {
    const candidate = entry.trim()
    return candidate === '*' || candidate.replace(/^W\//, '') === bare
  })
}
