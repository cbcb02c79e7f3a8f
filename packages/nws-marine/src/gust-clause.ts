import { hourOf } from './hour-of.ts'
import type { WindStep } from './parsed.ts'
import { readGust, readGustNumber } from './read-gust.ts'
import { readPlace } from './read-place.ts'
import { readTime } from './read-time.ts'
import type { Reading } from './reading.ts'
import { isKind, isSeparator, tokenAt } from './token-tests.ts'
import { Kind } from './words.ts'

interface GustValue {
  gustKt: number
  from: number
  to: number
  time: string | null
  place: string | null
  /** Token ranges of its time and place. */
  spans: [number, number][]
  timeSpan: [number, number] | null
}

/**
 * Reads a clause about gusts alone and assigns each gust to a step; returns the index after the clause. `firstStep`: a clause
 * within a sentence refers to the steps of that sentence, which begin there.
 */
export function readGustClause(reading: Reading, at: number, end: number, firstStep = -1): number {
  const values: GustValue[] = []
  const stop = collect(reading, at, end, values)
  values.forEach((value, order) => {
    assign(reading, value, order, firstStep)
  })
  return stop
}

function collect(reading: Reading, at: number, end: number, values: GustValue[]): number {
  const { tokens } = reading
  let place: [number, number] | null = null
  let time: [number, number] | null = null
  let index = at
  while (index < end) {
    const token = tokenAt(tokens, index)
    const current = values.at(-1)
    const isNext = current === undefined || isKind(token, Kind.change) || token.word === 'then'
    const from = isKind(token, Kind.change) || token.word === 'then' ? index + 1 : index
    const gust =
      readGust(tokens, from, end) ??
      (isNext || current !== undefined ? readGustNumber(tokens, from, end) : null)
    if (gust !== null && gust.gustKt !== null) {
      reading.connect(index, gust.numberAt)
      values.push({
        gustKt: gust.gustKt,
        from: gust.numberAt,
        to: gust.end,
        time: time === null ? null : reading.words(time[0], time[1]),
        place: place === null ? null : reading.words(place[0], place[1]),
        spans: place === null ? [] : [place],
        timeSpan: time,
      })
      place = null
      time = null
      index = gust.end
      continue
    }
    const afterTime = readTime(tokens, index, end)
    if (afterTime > index) {
      reading.connect(index, afterTime)
      if (current === undefined || isKind(tokenAt(tokens, afterTime), Kind.change)) time = [index, afterTime]
      else if (current.time === null) {
        current.time = reading.words(index, afterTime)
        current.timeSpan = [index, afterTime]
      }
      index = afterTime
      continue
    }
    const afterPlace = readPlace(tokens, index, end)
    if (afterPlace > index) {
      reading.connect(index, afterPlace)
      if (current === undefined) place = [index, afterPlace]
      else if (current.place === null) {
        current.place = reading.words(index, afterPlace)
        current.spans.push([index, afterPlace])
      }
      index = afterPlace
      continue
    }
    if (isSeparator(token) || isKind(token, Kind.change) || isJoin(token.word))
      reading.connect(index, index + 1)
    else if (!isKind(token, Kind.gust)) break
    index++
  }
  return index
}

function isJoin(word: string): boolean {
  return (
    word === 'and' ||
    word === 'then' ||
    word === 'with' ||
    word === 'mainly' ||
    word === 'mostly' ||
    word === 'possible' ||
    word === 'expected'
  )
}

// The first gust belongs to an existing step; a gust with a place, and each later gust, repeats the wind in a new step.
function assign(reading: Reading, value: GustValue, order: number, firstStep: number): void {
  const { wind } = reading.said
  // A separate clause refers to every wind step so far.
  if (firstStep < 0) reading.looksBack = true
  const own = wind.slice(Math.max(firstStep, 0))
  const home = order === 0 && value.place === null ? homeOf(own, value.time) : null
  if (home !== null && home.gustKt === null) {
    home.gustKt = value.gustKt
    reading.value(value.from, value.to, 'wind', wind.indexOf(home), 'gustKt')
    return
  }
  const before = wind.at(-1)
  const named = order > 0 || value.place !== null || home !== null
  const time = named ? value.time : null
  const when = value.place === null ? time : time === null ? value.place : `${value.place}, ${time}`
  const index =
    wind.push({
      direction: before?.direction ?? null,
      speedKt: before === undefined || before.speedKt === null ? null : { ...before.speedKt },
      gustKt: value.gustKt,
      when,
    }) - 1
  reading.value(value.from, value.to, 'wind', index, 'gustKt')
  const spans = time === null || value.timeSpan === null ? value.spans : [...value.spans, value.timeSpan]
  for (const [from, to] of spans) reading.value(from, to, 'wind', index, 'when')
}

/** The step in force at the time of a gust: the one with this time, else the one before the first later change, else the last. */
function homeOf(wind: readonly WindStep[], time: string | null): WindStep | null {
  const last = wind.at(-1) ?? null
  if (time === null || last === null) return last
  for (let index = wind.length - 1; index >= 0; index--) {
    const step = wind[index]
    if (step?.when === time || step?.when?.endsWith(`, ${time}`)) return step
  }
  const hour = hourOf(time)
  if (hour === null) return last
  for (let index = 1; index < wind.length; index++) {
    const later = hourOf(wind[index]?.when ?? '')
    if (later !== null && hour < later) return wind[index - 1] ?? last
  }
  return last
}
