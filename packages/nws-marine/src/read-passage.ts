// Sentences recur word for word: in 125 real products, 73 % of the sentences had occurred before. So each sentence is parsed by
// itself and cached, and a period is assembled from its sentences. A sentence whose reader looked back at earlier sentences has
// the same values only behind those, so for it the whole passage up to its end is cached.
import { type Characters, Codes } from './codes.ts'
import { detachedText, KnownTexts } from './known-texts.ts'
import { readSentences, unreadOf } from './read-tokens.ts'
import { nothingSaid, Reading, type Said } from './reading.ts'
import { sentenceEnd } from './sentence-end.ts'
import { Tokenizer } from './tokenize.ts'

/** The values of a passage, and the text that no rule understood. */
export interface Passage extends Said {
  unparsed: string[]
}

/** A cached passage. All texts that print it share it, so it is frozen. */
interface Known extends Passage {
  startsUnread: boolean
  endsUnread: boolean
  looksBack: boolean
  readsWater: boolean
}

// An entry takes a few hundred bytes, so both caches hold at most 6 MB. Longer sentences do not recur.
const sentences = new KnownTexts<Known>(8_192)
const passages = new KnownTexts<Known>(2_048)
const maxLength = 400

// Shared by all texts: the results do not refer to them.
const codes = new Codes()
const tokenizer = new Tokenizer()

/** Reads a text sentence by sentence. `isOpen`: its last sentence counts only when a full stop ends it. */
export function readPassage(text: string, isOpen: boolean): Passage {
  codes.fill(text)
  const passage = new Joined()
  for (let start = 0; start < text.length; ) {
    const end = sentenceEnd(codes, start)
    const isLast = end === text.length
    if (isOpen && isLast && !endsWithStop(codes)) passage.addUnread(text, start)
    else {
      const sentence = readAlone(start, end)
      if (passage.takes(sentence)) passage.add(sentence, text, start)
      else passage.become(readBehind(passage, text, start, end))
    }
    start = end
    while (codes.charCodeAt(start) === blank) start++
  }
  return passage
}

const blank = 32
const fullStop = 46

const endsWithStop = (text: Characters): boolean =>
  text.charCodeAt(text.length - 1) === fullStop && text.charCodeAt(text.length - 2) !== fullStop

/** The combined values of the sentences so far. */
class Joined implements Passage {
  wind = nothing.wind
  seas = nothing.seas
  waveDetail = nothing.waveDetail
  weather = nothing.weather
  visibilityNm = nothing.visibilityNm
  endsInSwell = false
  unparsed = nothing.unparsed
  #endsUnread = false

  /** Does a sentence have the same values here as by itself? */
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
    this.#endsUnread = next.endsUnread
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
    this.#endsUnread = whole.endsUnread
  }

  /** Unread text on both sides of a full stop is one entry. */
  withUnread(next: Known, text: string, start: number): string[] {
    if (!this.#endsUnread || !next.startsUnread) return both(this.unparsed, next.unparsed)
    const gap = text.charCodeAt(start - 1) === blank ? ' ' : ''
    const stretch = `${this.unparsed.at(-1)}${gap}${next.unparsed[0]}`
    return [...this.unparsed.slice(0, -1), stretch, ...next.unparsed.slice(1)]
  }

  /** A copy for later sentences to change, since cached steps are shared. */
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
  second === none ? first : first === none ? second : first.concat(second)

function readAlone(start: number, end: number): Known {
  if (endsInNumber(end)) return readOn(codes.text, 0, start, end, nothingSaid())
  const known = sentences.get(codes, start, end)
  if (known !== undefined) return known
  const isKept = end - start <= maxLength && sentences.comesAgain()
  const read = readHere(start, end, isKept, nothingSaid())
  if (isKept) sentences.keep(frozen(read))
  return read
}

function readBehind(before: Joined, text: string, start: number, end: number): Known {
  const mayBeKnown = end <= maxLength && !endsInNumber(end)
  const known = mayBeKnown ? passages.get(codes, 0, end) : undefined
  if (known !== undefined) return known
  const isKept = mayBeKnown && passages.comesAgain()
  const read = readHere(start, end, isKept, before.copy())
  const whole = { ...read, unparsed: before.withUnread(read, text, start) }
  if (isKept) passages.keep(frozen(whole))
  return whole
}

// A number without a unit is a value before another sentence, but not at the end of a text.
function endsInNumber(end: number): boolean {
  if (end < codes.length) return false
  return isDigit(codes.charCodeAt(codes.charCodeAt(end - 1) === fullStop ? end - 2 : end - 1))
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57

// A cached sentence is read from a copy: slices of the text would keep the whole product in memory.
function readHere(start: number, end: number, isKept: boolean, said: Said): Known {
  return isKept
    ? readOn(detachedText(codes, start, end), start, start, end, said)
    : readOn(codes.text, 0, start, end, said)
}

/** Reads `[start, end)`, of which `text` has the characters from `offset` on. */
function readOn(text: string, offset: number, start: number, end: number, said: Said): Known {
  const closes = !endsInNumber(end)
  const tokens = tokenizer.read(codes, start, end, closes)
  const last = tokens.length - (closes ? 2 : 1)
  const reading = new Reading(text, tokens, { said, offset })
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

// A list that has grown has spare capacity, so a copy of it is kept; all empty lists share one object.
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
  wind.forEach((step) => {
    Object.freeze(step.speedKt)
    Object.freeze(step)
  })
  seas.forEach((step) => {
    Object.freeze(step.heightFt)
    Object.freeze(step)
  })
  waveDetail.forEach((wave) => {
    Object.freeze(wave.heightFt)
    Object.freeze(wave)
  })
  Object.freeze(wind)
  Object.freeze(seas)
  Object.freeze(waveDetail)
  Object.freeze(weather)
  Object.freeze(unparsed)
  Object.freeze(visibilityNm)
  return passage
}
