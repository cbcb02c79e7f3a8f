/** What the tokenizer needs from a text. Any string satisfies it, and so does `Codes`. */
export type Characters = Pick<string, 'length' | 'charCodeAt' | 'slice'>

const dash = 45
const otherLetter = 255
const encoder = new TextEncoder()

/**
 * The characters of a text as bytes, in a buffer that is reused for the next text. The scanners read each character several times,
 * and `charCodeAt` of a string is slower, because it checks on every call how the string is stored. Outside ASCII, dashes become
 * hyphens and any other character becomes a letter of no known word.
 */
export class Codes implements Characters {
  text = ''
  length = 0
  private bytes = new Uint8Array(4_096)

  /** Replaces the text. */
  fill(text: string): void {
    const { length } = text
    if (length > this.bytes.length) this.bytes = new Uint8Array(length * 2)
    this.text = text
    this.length = length
    const { read, written } = encoder.encodeInto(text, this.bytes)
    if (read < length || written > length) this.fillOne(text)
  }

  private fillOne(text: string): void {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      this.bytes[at] = code < 128 ? code : code === 8211 || code === 8212 ? dash : otherLetter
    }
  }

  /** The code at an index, 0 outside the text. */
  charCodeAt(at: number): number {
    return at >= 0 && at < this.length ? (this.bytes[at] ?? 0) : 0
  }

  /** A hash of the characters `[start, end)`. */
  hashOf(start: number, end: number): number {
    const { bytes } = this
    let hash = end - start
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0
    // The low bits select the slot in a table, so the high bits are mixed into them.
    return hash ^ (hash >>> 15)
  }

  indexOf(text: string, from?: number): number {
    return this.text.indexOf(text, from)
  }

  startsWith(text: string, at?: number): boolean {
    return this.text.startsWith(text, at)
  }

  slice(from?: number, to?: number): string {
    return this.text.slice(from, to)
  }
}
