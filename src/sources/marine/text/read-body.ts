import { type Issuance, readIssuance } from './issuance.ts'
import { type PeriodHeader, readPeriodHeader } from './period-header.ts'
import { singleSpaced } from './single-spaced.ts'
import { splitHeadline } from './split-headline.ts'
import { readZoneNames } from './zone-names.ts'

/** A block's lines, sorted into what they are; texts are unwrapped and single-spaced. */
export interface Body {
  vtec: string[]
  names: string[]
  issuance: Issuance | null
  headlines: string[]
  synopsis: string | null
  periods: { name: string; text: string }[]
  unparsed: string[]
}

const vtecLine =
  /^\/(?:[OTEX]\.[A-Z]{3}\.[A-Z]{4}\.[A-Z]{2}\.[A-Z]\.\d{4}\.\d{6}T\d{4}Z-\d{6}T\d{4}Z|[A-Z0-9]{5}\.[A-Z0-9]\.[A-Z]{2}\.[0-9TZ.]{38}\.[A-Z]{2})\/$/
const synopsisLine = /^\.? ?SYNOPSIS\b/i
const synopsisHead = /^\.? ?SYNOPSIS\b[^.]*(?:\.(?!\.)[^.]*)*\.{2,}/i
const maxHeadlineLines = 12
const maxSynopsisHeadLines = 6

export interface BodyOptions {
  /** How many zones the block is for. */
  zones: number
  /** May `.NAME...` open a period? Only below a UGC line: elsewhere it is some other heading. */
  hasPeriods: boolean
  /** Reads an issuance line; most blocks of a product print the same one. */
  issuanceOf?: (line: string) => Issuance | null
}

/** Sorts the lines of a block below its UGC line. */
export function readBody(lines: readonly string[], options: BodyOptions): Body {
  return new BodyReader(lines, options).read()
}

class BodyReader {
  private readonly body: Body = {
    vtec: [],
    names: [],
    issuance: null,
    headlines: [],
    synopsis: null,
    periods: [],
    unparsed: [],
  }
  private at = 0
  private readonly lines: readonly string[]
  private readonly options: BodyOptions
  private readonly issuanceOf: (line: string) => Issuance | null

  constructor(lines: readonly string[], options: BodyOptions) {
    this.lines = lines
    this.options = options
    this.issuanceOf = options.issuanceOf ?? readIssuance
  }

  read(): Body {
    this.readHead()
    while (this.at < this.lines.length) this.readItem()
    const { body } = this
    if (body.synopsis === null && body.periods.length === 0 && synopsisLine.test(body.names[0] ?? '')) {
      // Under a zone "name" that is the title of a synopsis, the paragraphs are its text.
      body.synopsis = body.unparsed.join(' ') || null
      body.unparsed = []
    }
    return body
  }

  private line(ahead = 0): string {
    return this.lines[this.at + ahead] ?? ''
  }

  private header(ahead = 0): PeriodHeader | null {
    return this.options.hasPeriods ? readPeriodHeader(this.lines, this.at + ahead) : null
  }

  private readHead(): void {
    while (vtecLine.test(this.line())) {
      this.body.vtec.push(this.line())
      this.at++
    }
    const names: string[] = []
    while (this.line() !== '' && !this.startsItem()) {
      names.push(this.line())
      this.at++
    }
    // A title without a final hyphen names no zone, but a synopsis block has nothing better.
    this.body.names = readZoneNames(names, this.options.zones)
  }

  private startsItem(): boolean {
    const line = this.line()
    return (
      line.startsWith('...') ||
      this.issuanceOf(line) !== null ||
      this.header() !== null ||
      (synopsisLine.test(line) && (line.charCodeAt(0) === 46 || line.includes('...')))
    )
  }

  private readItem(): void {
    const line = this.line()
    if (line === '') {
      this.at++
      return
    }
    if (this.body.issuance === null) {
      this.body.issuance = this.issuanceOf(line)
      if (this.body.issuance !== null) {
        this.at++
        return
      }
    }
    const header = this.header()
    if (header !== null) {
      this.at += header.lines
      // A blank line between a name and its text parts nothing.
      const isParted = header.rest.trim() === '' && this.line() === ''
      if (isParted && !(this.line(1) === '' || this.line(1).startsWith('...'))) this.at++
      this.body.periods.push({ name: header.name, text: this.readUntilBreak(header.rest) })
      return
    }
    if (line.startsWith('...') && this.readHeadline()) return
    if (synopsisLine.test(line) && this.readSynopsis()) return
    this.readLoose()
  }

  private readHeadline(): boolean {
    let text = ''
    for (let count = 0; count < maxHeadlineLines; count++) {
      const line = this.line(count)
      const closed = line === '' || (count > 0 && (line.startsWith('...') || this.header(count) !== null))
      if (closed) return count > 0 && this.pushHeadline(text, count)
      text = text === '' ? line : `${text} ${line}`
      if (text.length > 3 && line.endsWith('...')) return this.pushHeadline(text, count + 1)
    }
    return false
  }

  private pushHeadline(text: string, lines: number): boolean {
    this.at += lines
    // One by one: as arguments, a hundred thousand of them would not fit on the stack.
    for (const headline of splitHeadline(singleSpaced(text))) this.body.headlines.push(headline)
    return true
  }

  private readSynopsis(): boolean {
    let text = ''
    for (let count = 0; count < maxSynopsisHeadLines; count++) {
      const line = this.line(count)
      if (line === '') break
      text = text === '' ? line : `${text} ${line}`
      const head = synopsisHead.exec(text)
      if (head === null) continue
      this.at += count + 1
      const paragraphs = [text.slice(head[0].length)]
      while (this.at < this.lines.length && !this.startsItem()) {
        paragraphs.push(this.line())
        this.at++
      }
      const found = singleSpaced(paragraphs.join(' '))
      if (found !== '')
        this.body.synopsis = this.body.synopsis === null ? found : `${this.body.synopsis} ${found}`
      return true
    }
    return false
  }

  /** A paragraph that is none of the above. */
  private readLoose(): void {
    const first = this.line()
    this.at++
    const text = this.readUntilBreak(first)
    if (text !== '' && text !== '&&') this.body.unparsed.push(text)
  }

  private readUntilBreak(first: string): string {
    const parts = [first]
    while (this.at < this.lines.length) {
      const line = this.line()
      if (line === '' || line === '&&' || this.header() !== null) break
      // An SMW prints its issuance line at the end of its title.
      if (this.body.issuance === null && this.issuanceOf(line) !== null) break
      parts.push(line)
      this.at++
    }
    return singleSpaced(parts.join(' '))
  }
}
