// Sentences recur word for word: of 125 real products 73 % of the sentences had occurred before. So a period is put together
// from sentences that were read before, each by itself; what one says holds wherever it stands, unless a reader looked back
// at the sentences before it. Then the whole passage up to its end is what recurs.
import { detachedText, KnownTexts } from './known-texts.ts'
import { readSentences, unreadOf } from './read-tokens.ts'
import { nothingSaid, Reading, type Said } from './reading.ts'
import { sentenceEnd } from './sentence-end.ts'
import { stopAt, type Token, tokenize } from './tokenize.ts'

/** What a passage says, and what of it no rule understood. */
export interface Passage extends Said {
  unparsed: string[]
}

/** A passage as it is remembered: shared by all texts that print it, and so frozen. */
interface Known extends Passage {
  startsUnread: boolean
  endsUnread: boolean
  looksBack: boolean
  readsWater: boolean
}

// An entry takes some hundred bytes, so these hold 6 MB at most; what is longer recurs in no text.
const sentences = new KnownTexts<Known>(8_192)
const passages = new KnownTexts<Known>(2_048)
const longest = 400

// Tokens never leave a reading, so one set of them serves all.
const reused: Token[] = []

/** Reads a text sentence by sentence. `isOpen`: its last sentence counts only when a full stop ends it. */
export function readPassage(text: string, isOpen: boolean): Passage {
  const passage = new Joined()
  for (let start = 0; start < text.length; ) {
    const end = sentenceEnd(text, start)
    const isLast = end === text.length
    if (isOpen && isLast && !endsWithStop(text)) passage.addUnread(text, start)
    else {
      const sentence = readAlone(text, start, end)
      if (passage.takes(sentence)) passage.add(sentence, text, start)
      else passage.become(readBehind(passage, text, start, end))
    }
    start = end
    while (text.charCodeAt(start) === blank) start++
  }
  return passage.said()
}

const blank = 32
const fullStop = 46

const endsWithStop = (text: string): boolean =>
  text.charCodeAt(text.length - 1) === fullStop && text.charCodeAt(text.length - 2) !== fullStop

/** What the sentences so far say together. */
class Joined {
  private wind = nothing.wind
  private seas = nothing.seas
  private waveDetail = nothing.waveDetail
  private weather = nothing.weather
  private visibilityNm = nothing.visibilityNm
  private endsInSwell = false
  private unparsed = nothing.unparsed
  private endsUnread = false

  /** Does a sentence say the same here as it says alone? */
  takes({ looksBack, visibilityNm }: Known): boolean {
    if (visibilityNm !== null && this.visibilityNm !== null) return false
    if (!looksBack) return true
    return this.wind.length + this.seas.length + this.waveDetail.length === 0 && !this.endsInSwell
  }

  add(next: Known, text: string, start: number): void {
    this.wind = both(this.wind, next.wind)
    this.seas = both(this.seas, next.seas)
    this.waveDetail = both(this.waveDetail, next.waveDetail)
    this.weather = both(this.weather, next.weather)
    this.visibilityNm ??= next.visibilityNm
    if (next.readsWater) this.endsInSwell = next.endsInSwell
    this.unparsed = this.withUnread(next, text, start)
    this.endsUnread = next.endsUnread
  }

  addUnread(text: string, start: number): void {
    const [unparsed, isUnread] = [[text.slice(start)], { startsUnread: true, endsUnread: true }]
    this.add({ ...nothing, ...isUnread, unparsed }, text, start)
  }

  become(whole: Known): void {
    this.wind = whole.wind
    this.seas = whole.seas
    this.waveDetail = whole.waveDetail
    this.weather = whole.weather
    this.visibilityNm = whole.visibilityNm
    this.endsInSwell = whole.endsInSwell
    this.unparsed = whole.unparsed
    this.endsUnread = whole.endsUnread
  }

  /** What is unread on both sides of a full stop is one stretch of text. */
  withUnread(next: Known, text: string, start: number): string[] {
    if (!this.endsUnread || !next.startsUnread) return both(this.unparsed, next.unparsed)
    const gap = text.charCodeAt(start - 1) === blank ? ' ' : ''
    const stretch = `${this.unparsed.at(-1)}${gap}${next.unparsed[0]}`
    return [...this.unparsed.slice(0, -1), stretch, ...next.unparsed.slice(1)]
  }

  said(): Passage {
    const { wind, seas, waveDetail, weather, visibilityNm, endsInSwell, unparsed } = this
    return { wind, seas, waveDetail, weather, visibilityNm, endsInSwell, unparsed }
  }

  /** A copy that later sentences may change: they change steps, and equal sentences share those. */
  copy(): Said {
    const copied = <Step extends object>(steps: Step[]): Step[] => steps.map((step) => ({ ...step }))
    return {
      wind: copied(this.wind),
      seas: copied(this.seas),
      waveDetail: copied(this.waveDetail),
      weather: this.weather.slice(),
      visibilityNm: this.visibilityNm,
      endsInSwell: this.endsInSwell,
    }
  }
}

const both = <Item>(first: Item[], second: Item[]): Item[] =>
  first.length === 0 ? second : second.length === 0 ? first : [...first, ...second]

function readAlone(text: string, start: number, end: number): Known {
  if (endsInNumber(text, end)) return readOn({ text, start, end }, nothingSaid())
  const known = sentences.get(text, start, end)
  if (known !== undefined) return known
  if (end - start > longest || !sentences.comesAgain(text, start, end)) {
    return readOn({ text, start, end }, nothingSaid())
  }
  const read = readOn(detached(text, start, end), nothingSaid())
  sentences.set(text, start, end, frozen(read))
  return read
}

function readBehind(before: Joined, text: string, start: number, end: number): Known {
  const mayBeKnown = end <= longest && !endsInNumber(text, end)
  const known = mayBeKnown ? passages.get(text, 0, end) : undefined
  if (known !== undefined) return known
  const isKept = mayBeKnown && passages.comesAgain(text, 0, end)
  const read = readOn(isKept ? detached(text, start, end) : { text, start, end }, before.copy())
  const whole = { ...read, unparsed: before.withUnread(read, text, start) }
  if (isKept) passages.set(text, 0, end, frozen(whole))
  return whole
}

/** Where a sentence stands. */
interface Stretch {
  text: string
  start: number
  end: number
}

// What is kept is cut out of a text of its own: a slice would keep the whole product. Another sentence may follow it.
const detached = (text: string, start: number, end: number): Stretch => ({
  text: `${detachedText(text, start, end)} `,
  start: 0,
  end: end - start,
})

// A number at the end of a text is no value without a unit, but before another sentence it may be one.
const endsInNumber = (text: string, end: number): boolean => end === text.length && numberAtEnd.test(text)
const numberAtEnd = /\d\.?$/

function readOn({ text, start, end }: Stretch, said: Said): Known {
  const tokens = tokenize(text, { start, end, reused })
  const last = tokens.length - 1
  // Directly behind the last token, so that blanks at the end of a text are not taken for unread words.
  if (!endsInNumber(text, end)) tokens.push(stopAt(tokens[last]?.end ?? end))
  const reading = new Reading(text, tokens, { said })
  readSentences(reading)
  const { wind, seas, waveDetail, weather, visibilityNm, endsInSwell } = said
  return {
    wind: orNone(wind),
    seas: orNone(seas),
    waveDetail: orNone(waveDetail),
    weather: orNone(weather),
    visibilityNm,
    endsInSwell,
    unparsed: orNone(unreadOf(reading)),
    startsUnread: last >= 0 && !reading.isRead(0),
    endsUnread: last >= 0 && !reading.isRead(last),
    looksBack: reading.looksBack,
    readsWater: reading.readsWater,
  }
}

// A list that has grown has room for seventeen, and these are kept; the empty ones are all one.
const none: never[] = Object.freeze([]) as never
const orNone = <Item>(list: Item[]): Item[] => (list.length === 0 ? none : list.slice())

const nothing: Known = {
  ...{ wind: none, seas: none, waveDetail: none, weather: none, visibilityNm: null, endsInSwell: false },
  ...{
    unparsed: none,
    startsUnread: false,
    endsUnread: false,
    looksBack: false,
    readsWater: false,
  },
}

function frozen(passage: Known): Known {
  const { wind, seas, waveDetail, weather, unparsed, visibilityNm } = passage
  for (const { speedKt } of wind) Object.freeze(speedKt)
  for (const { heightFt } of seas) Object.freeze(heightFt)
  for (const { heightFt } of waveDetail) Object.freeze(heightFt)
  for (const steps of [wind, seas, waveDetail]) for (const step of steps) Object.freeze(step)
  for (const list of [wind, seas, waveDetail, weather, unparsed, visibilityNm]) Object.freeze(list)
  return passage
}
