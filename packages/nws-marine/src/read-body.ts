import { type Body, type BodyOptions, emptyBody } from './body.ts'
import { isUnreadableDate, readIssuance } from './issuance.ts'
import { detachedText } from './known-texts.ts'
import { lineEnd, unwrapped } from './lines.ts'
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
const lineFeed = 10
const maxHeadlineLines = 12
const maxSynopsisHeadLines = 6

/** Sorts the text of a block below its UGC line. */
export function readBody(text: string, options: BodyOptions): Body {
  return new BodyReader(text, options).read()
}

class BodyReader {
  private readonly body = emptyBody()
  private readonly options: BodyOptions
  private text: string
  // The current line; there is none when `at` is greater than the length of the text.
  private at = 0
  private end = 0

  constructor(text: string, options: BodyOptions) {
    this.options = options
    this.text = this.unglued(singleSpaced(text))
    this.moveTo(0)
  }

  private unglued(text: string): string {
    return this.options.hasPeriods ? unglue(text) : text
  }

  read(): Body {
    this.readHead()
    while (this.at <= this.text.length) this.readItem()
    const { body } = this
    if (body.synopsis === null && body.periods.length === 0 && synopsisLine.test(body.names[0] ?? '')) {
      // Under a zone "name" that is the title of a synopsis, the paragraphs are its text.
      body.synopsis = body.unparsed.join(' ') || null
      body.unparsed = []
    }
    return body
  }

  private moveTo(at: number): void {
    this.at = at
    this.end = lineEnd(this.text, at)
  }

  private next(): void {
    this.moveTo(this.end + 1)
  }

  private get isBlank(): boolean {
    return this.end <= this.at
  }

  private get line(): string {
    return this.text.slice(this.at, this.end)
  }

  // The line that ends one period is tested again when it opens the next.
  private headerAt = -1
  private headerThere: PeriodHeader | null = null

  private headerOf(at: number): PeriodHeader | null {
    if (!this.options.hasPeriods || this.text.charCodeAt(at) !== dot) return null
    if (this.headerAt !== at) {
      this.headerAt = at
      this.headerThere = readPeriodHeader(this.text, at)
    }
    return this.headerThere
  }

  /** Does the product end at this offset? What precedes it may then be incomplete. */
  private isCutAt(at: number): boolean {
    return this.options.isOpen === true && at >= this.text.length
  }

  private readHead(): void {
    while (!this.isBlank && !this.startsItem()) {
      this.takeVtec()
      this.next()
    }
    const head = this.at === 0 ? [] : this.text.slice(0, this.at - 1).split('\n')
    const names = this.body.vtec.length === 0 ? head : head.filter((line) => !vtecLine.test(line))
    this.body.isHeadOpen = this.isCutAt(this.at)
    // A title without a final hyphen names no zone, but a synopsis block has nothing better.
    if (!this.body.isHeadOpen) this.body.names = readZoneNames(names, this.options.zones)
    else if (names.length > 0) this.body.unparsed.push(singleSpaced(names.join(' ')))
  }

  private takeVtec(): boolean {
    if (this.text.charCodeAt(this.at) !== slash || !vtecLine.test(this.line)) return false
    this.body.vtec.push(detachedText(this.text, this.at, this.end))
    return true
  }

  private startsItem(): boolean {
    const { line } = this
    if (line.startsWith('...') || this.headerOf(this.at) !== null) return true
    if (synopsisLine.test(line) && (line.startsWith('.') || line.includes('...'))) return true
    return readIssuance(line) !== null || isUnreadableDate(line)
  }

  private readItem(): void {
    if (this.isBlank || this.takeVtec()) {
      this.next()
      return
    }
    if (this.body.issuance === null && this.readDate()) return
    const header = this.headerOf(this.at)
    if (header !== null) {
      this.readPeriod(header)
      return
    }
    if (this.text.startsWith('...', this.at) && this.readHeadline()) return
    if (synopsisLine.test(this.line) && this.readSynopsis()) return
    this.readLoose()
  }

  private readDate(): boolean {
    const { body, line } = this
    const issuance = readIssuance(line)
    body.issuance = issuance
    if (issuance === null) {
      if (!isUnreadableDate(line)) return false
      // A date at the end of the text may be cut off.
      if (this.isCutAt(this.end)) body.isHeadOpen = true
      else body.hasUnreadableDate = true
      return false
    }
    // The text after a date becomes a line of its own.
    if (issuance.rest !== '') {
      const own = this.unglued(issuance.rest)
      this.text = `${this.text.slice(0, this.end)}\n${own}${this.text.slice(this.end)}`
      this.headerAt = -1
    }
    this.next()
    body.isHeadOpen = this.isCutAt(this.at)
    return true
  }

  private readPeriod({ name, end }: PeriodHeader): void {
    this.moveTo(end)
    const isNameAlone = this.isBlank
    this.next()
    if (isNameAlone && this.isBlank && this.opensText(this.end + 1)) this.next()
    const text = this.readUntilBreak(end)
    this.body.periods.push({ name, text, isOpen: this.isCutAt(this.at) })
  }

  // A blank line may separate the name of a period from its text.
  private opensText(at: number): boolean {
    return at < this.text.length && this.text.charCodeAt(at) !== lineFeed && !this.text.startsWith('...', at)
  }

  private readHeadline(): boolean {
    const { text } = this
    if (this.body.periods.length > 0 && forecastTitle.test(this.line)) return false
    for (let count = 0, at = this.at; count < maxHeadlineLines; count++) {
      const end = lineEnd(text, at)
      const isBehind = end <= at || (count > 0 && (text.startsWith('...', at) || this.headerOf(at) !== null))
      if (isBehind) return count > 0 && !this.isCutAt(end) && this.pushHeadline(at - 1)
      const isClosed = end - this.at > 3 && text.startsWith('...', end - 3)
      if (isClosed && !this.isCutAt(end)) return this.pushHeadline(end)
      at = end + 1
    }
    return false
  }

  private pushHeadline(end: number): boolean {
    const found = splitHeadline(unwrapped(this.text, this.at, end))
    this.moveTo(end + 1)
    if (this.body.headlines.length === 0) this.body.headlines = found
    // One by one: spread as arguments, a hundred thousand would overflow the stack.
    else for (const headline of found) this.body.headlines.push(headline)
    return true
  }

  private readSynopsis(): boolean {
    const { text, at, body } = this
    let end = this.end
    for (let count = 1; count < maxSynopsisHeadLines; count++) {
      const next = lineEnd(text, end + 1)
      if (next <= end + 1) break
      end = next
    }
    const head = synopsisHead.exec(text.slice(at, end))
    if (head === null) return false
    const from = at + head[0].length
    this.moveTo(lineEnd(text, from) + 1)
    while (this.at <= text.length && !this.startsItem()) this.next()
    const title = withoutDots(unwrapped(text, at, from))
    if (title.length > 'synopsis'.length) body.unparsed.push(title)
    const found = unwrapped(text, from, this.at - 1)
    if (found !== '') body.synopsis = body.synopsis === null ? found : `${body.synopsis} ${found}`
    return true
  }

  /** Reads any other paragraph. */
  private readLoose(): void {
    const { at } = this
    this.next()
    const text = this.readUntilBreak(at)
    if (text !== '' && text !== '&&') this.body.unparsed.push(text)
  }

  /** The text from an offset above the current line to the next line that does not continue it. */
  private readUntilBreak(from: number): string {
    while (this.at <= this.text.length && !this.isBreak()) this.next()
    return unwrapped(this.text, from, this.at - 1)
  }

  private isBreak(): boolean {
    const { text, at, end } = this
    if (this.isBlank) return true
    if (text.charCodeAt(at) === dot) return isTitle(text, at, end) || this.headerOf(at) !== null
    if (end - at === 2 && text.startsWith('&&', at)) return true
    // An SMW prints its issuance line at the end of its title.
    return this.body.issuance === null && readIssuance(this.line) !== null
  }
}

// "...GALE WARNING IN EFFECT...", "....BAR FORECAST....": no such line continues the sentence above it.
const isTitle = (text: string, at: number, end: number): boolean =>
  end - at > 6 && text.startsWith('...', at) && text.startsWith('...', end - 3)
