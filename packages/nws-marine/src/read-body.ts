import { type Body, type BodyOptions, emptyBody } from './body.ts'
import { isUnreadableDate, readIssuance } from './issuance.ts'
import { detachedText } from './known-texts.ts'
import { type PeriodHeader, readPeriodHeader } from './period-header.ts'
import { singleSpaced } from './single-spaced.ts'
import { splitHeadline, withoutDots } from './split-headline.ts'
import { unglue } from './unglue.ts'
import { readZoneNames } from './zone-names.ts'

const vtecLine =
  /^\/(?:[OTEX]\.[A-Z]{3}\.[A-Z]{4}\.[A-Z]{2}\.[A-Z]\.\d{4}\.\d{6}T\d{4}Z-\d{6}T\d{4}Z|[A-Z0-9]{5}\.[A-Z0-9]\.[A-Z]{2}\.[0-9TZ.]{38}\.[A-Z]{2})\/$/
const synopsisLine = /^\.? ?SYNOPSIS\b/i
const synopsisHead = /^\.? ?SYNOPSIS\b[^.]*(?:\.(?!\.)[^.]*)*\.{2,}/i
// Below the periods this is the title of what follows (".....Some Bar Forecast.....").
const forecastTitle = /^\.{4}(?!.*\b(?:ADVISORY|WATCH|WARNING|CAUTION)\b)|^\.{3}.*\bFORECAST\.*$/i
const slash = 47
const dot = 46
const maxHeadlineLines = 12
const maxSynopsisHeadLines = 6

/** Sorts the lines of a block below its UGC line. */
export function readBody(lines: readonly string[], options: BodyOptions): Body {
  return new BodyReader(lines, options).read()
}

class BodyReader {
  private readonly body = emptyBody()
  private at = 0
  private lines: readonly string[]
  private readonly options: BodyOptions

  constructor(lines: readonly string[], options: BodyOptions) {
    this.options = options
    this.lines = options.hasPeriods ? unglue(lines) : lines
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

  // The line that ends one period is tested again when it opens the next.
  private headerAt = -1
  private headerThere: PeriodHeader | null = null

  private header(ahead = 0): PeriodHeader | null {
    const at = this.at + ahead
    if (!this.options.hasPeriods || this.lines[at]?.charCodeAt(0) !== dot) return null
    if (this.headerAt !== at) {
      this.headerAt = at
      this.headerThere = readPeriodHeader(this.lines, at)
    }
    return this.headerThere
  }

  /** Has the product ended, with at most a line end after its last word? The last item may then be incomplete. */
  private get isCutShort(): boolean {
    return this.options.isOpen === true && this.at >= this.lines.length - 1 && this.line() === ''
  }

  private readHead(): void {
    while (this.line() !== '' && !this.startsItem()) {
      this.takeVtec()
      this.at++
    }
    const { vtec } = this.body
    const head = this.lines.slice(0, this.at)
    const names = vtec.length === 0 ? head : head.filter((line) => !isVtec(line))
    this.body.isHeadOpen = this.isCutShort
    // A title without a final hyphen names no zone, but a synopsis block has nothing better.
    if (!this.isCutShort) this.body.names = readZoneNames(names, this.options.zones)
    else if (names.length > 0) this.body.unparsed.push(singleSpaced(names.join(' ')))
  }

  private takeVtec(): boolean {
    const line = this.line()
    if (!isVtec(line)) return false
    this.body.vtec.push(line)
    return true
  }

  private startsItem(): boolean {
    const line = this.line()
    return (
      line.startsWith('...') ||
      readIssuance(line) !== null ||
      isUnreadableDate(line) ||
      this.header() !== null ||
      (synopsisLine.test(line) && (line.charCodeAt(0) === 46 || line.includes('...')))
    )
  }

  private readItem(): void {
    const line = this.line()
    if (line === '' || this.takeVtec()) {
      this.at++
      return
    }
    if (this.body.issuance === null) {
      const issuance = readIssuance(line)
      this.body.issuance = issuance
      if (issuance !== null) {
        this.at++
        if (issuance.rest !== '') this.insert(issuance.rest)
        this.body.isHeadOpen = this.isCutShort
        return
      }
      if (isUnreadableDate(line)) {
        // A date at the end of the text may be cut off.
        if (this.endsAt(1)) this.body.isHeadOpen = true
        else this.body.hasUnreadableDate = true
      }
    }
    const header = this.header()
    if (header !== null) {
      this.at += header.lines
      // A blank line may separate a name from its text.
      const isSeparated = header.rest.trim() === '' && this.line() === ''
      if (isSeparated && !(this.line(1) === '' || this.line(1).startsWith('...'))) this.at++
      const text = this.readUntilBreak(header.rest)
      this.body.periods.push({ name: header.name, text, isOpen: this.isCutShort })
      return
    }
    if (line.startsWith('...') && this.readHeadline()) return
    if (synopsisLine.test(line) && this.readSynopsis()) return
    this.readLoose()
  }

  private readHeadline(): boolean {
    if (this.body.periods.length > 0 && forecastTitle.test(this.line())) return false
    let text = ''
    for (let count = 0; count < maxHeadlineLines; count++) {
      const line = this.line(count)
      const closed = line === '' || (count > 0 && (line.startsWith('...') || this.header(count) !== null))
      if (closed && this.endsAt(count + 1)) return false
      if (closed) return count > 0 && this.pushHeadline(text, count)
      text = text === '' ? line : `${text} ${line}`
      if (text.length > 3 && line.endsWith('...') && !this.endsAt(count + 1))
        return this.pushHeadline(text, count + 1)
    }
    return false
  }

  // The text after a date becomes a line of its own.
  private insert(rest: string): void {
    const parts = this.options.hasPeriods ? unglue([rest]) : [rest]
    this.headerAt = -1
    this.lines = [...this.lines.slice(0, this.at), ...parts, ...this.lines.slice(this.at)]
  }

  // Does the product end before this line?
  private endsAt(ahead: number): boolean {
    return this.options.isOpen === true && this.at + ahead >= this.lines.length
  }

  private pushHeadline(text: string, lines: number): boolean {
    this.at += lines
    const own = lines === 1 ? detachedText(text, 0, text.length) : text
    const found = splitHeadline(singleSpaced(own))
    if (this.body.headlines.length === 0) this.body.headlines = found
    // One by one: spread as arguments, a hundred thousand would overflow the stack.
    else for (const headline of found) this.body.headlines.push(headline)
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
      const title = withoutDots(singleSpaced(head[0]))
      if (title.length > 'synopsis'.length) this.body.unparsed.push(title)
      const found = singleSpaced(paragraphs.join(' '))
      if (found !== '')
        this.body.synopsis = this.body.synopsis === null ? found : `${this.body.synopsis} ${found}`
      return true
    }
    return false
  }

  /** Reads any other paragraph. */
  private readLoose(): void {
    const first = this.line()
    this.at++
    const text = this.readUntilBreak(first)
    if (text !== '' && text !== '&&') this.body.unparsed.push(text)
  }

  private readUntilBreak(first: string): string {
    const from = this.at
    while (this.at < this.lines.length) {
      const line = this.line()
      if (line === '' || line === '&&' || isTitle(line) || this.header() !== null) break
      // An SMW prints its issuance line at the end of its title.
      if (this.body.issuance === null && readIssuance(line) !== null) break
      this.at++
    }
    if (this.at === from) return singleSpaced(detachedText(first, 0, first.length))
    // `first` takes the place of the line above, whose end it is, so that the list is allocated once.
    const parts = this.lines.slice(from - 1, this.at)
    parts[0] = first
    return singleSpaced(parts.join(' '))
  }
}

const isVtec = (line: string): boolean => line.charCodeAt(0) === slash && vtecLine.test(line)

// "...GALE WARNING IN EFFECT...", "....BAR FORECAST....": no such line continues the sentence above it.
const isTitle = (line: string): boolean => line.length > 6 && line.startsWith('...') && line.endsWith('...')
