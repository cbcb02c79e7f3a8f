// Reads seas, waves, swell and wave detail. Nouns decide which of them a height belongs to, so one reader handles all of them; the file is
// therefore longer than 250 lines.
import type { SeaStep } from './parsed.ts'
import { readCircumstance } from './read-circumstance.ts'
import { readDirection } from './read-direction.ts'
import { type OccasionalPhrase, readOccasional } from './read-occasional.ts'
import { readPlace } from './read-place.ts'
import { type QuantityPhrase, readQuantity } from './read-quantity.ts'
import { readSeconds, type SecondsPhrase } from './read-seconds.ts'
import { readSwellWithin, type SwellWithin } from './read-swell-within.ts'
import { readTime } from './read-time.ts'
import type { Reading } from './reading.ts'
import { Slot, Steps } from './steps.ts'
import { SwellItems } from './swell-items.ts'
import { hasPair, isKind, isSeparator, tokenAt } from './token-tests.ts'
import { type Token, TokenType } from './tokenize.ts'
import { waterConnectors } from './water-connectors.ts'
import { endsWater, nextHeight } from './water-ends.ts'
import { Kind } from './words.ts'

/**
 * Reads seas and swell from a token on; returns the index of the first token about something else. `placeAt`: the name of the waters
 * begins there, which is the place of those seas.
 */
export function readWater(reading: Reading, at: number, end: number, placeAt = at): number {
  const continues = isKind(tokenAt(reading.tokens, at), Kind.change)
  const reader = new WaterReader(reading, at, end, {
    continues,
    isNamed: placeAt < at || hasNoun(reading, at, end),
  })
  if (placeAt < at) reader.placeAt(placeAt)
  const stop = reader.read()
  reading.said.endsInSwell = reader.isSwell
  reading.readsWater = true
  return stop
}

class WaterReader {
  private readonly reading: Reading
  private readonly tokens: readonly Token[]
  private readonly end: number
  private readonly seas: Steps<SeaStep>
  private readonly swell: SwellItems
  isSwell: boolean
  private at: number

  /** `isNamed`: a noun names what the values describe; without one they continue the subject before. */
  constructor(
    reading: Reading,
    at: number,
    end: number,
    { continues, isNamed }: { continues: boolean; isNamed: boolean },
  ) {
    this.reading = reading
    this.tokens = reading.tokens
    this.at = at
    this.end = end
    this.seas = new Steps<SeaStep>(
      reading,
      { list: 'seas', steps: reading.said.seas, next: carrySea },
      continues,
    )
    this.swell = new SwellItems(reading)
    this.isSwell = !isNamed && reading.isBehindSwell
  }

  placeAt(from: number): void {
    this.seas.takePlace(from, this.at, true)
  }

  read(): number {
    let afterChange = false
    while (this.at < this.end && !endsWater(this.tokens, this.at, this.end)) {
      const next = this.readItem(afterChange)
      // "building late tonight to 8 ft": a time leaves the "to" to its change.
      afterChange =
        isKind(this.token(), Kind.change) ||
        (afterChange && readTime(this.tokens, this.at, this.end) > this.at)
      this.at = next > this.at ? next : nextHeight(this.tokens, this.at + 1, this.end)
    }
    return this.at
  }

  private token(ahead = 0): Token {
    return tokenAt(this.tokens, this.at + ahead)
  }

  private connect(to: number): number {
    this.reading.connect(this.at, to)
    return to
  }

  private readItem(afterChange: boolean): number {
    const { at, end, tokens } = this
    const token = this.token()
    if (isSeparator(token) || token.word === ':') return this.connect(at + 1)
    const noun = this.readNoun(token)
    if (noun > at) return noun
    const within = this.isSwell ? null : readSwellWithin(tokens, at, end)
    if (within !== null) return this.takeSwellWithin(within)
    const occasional = readOccasional(tokens, at, end)
    if (occasional !== null) return this.takeOccasional(occasional)
    const seconds = readSeconds(tokens, at, end)
    if (seconds !== null) return this.takeSeconds(seconds)
    if (isKind(token, Kind.change) || token.word === 'then') {
      if (this.isSwell) this.swell.changed()
      else if (token.word !== 'then' || !this.seas.isChanging) this.seas.changed()
      return this.connect(at + 1)
    }
    const direction = readDirection(tokens, at, end, true)
    if (direction !== null) return this.takeDirection(direction.direction, direction.end)
    const height = readQuantity(tokens, at, end, { unit: Kind.feet, target: afterChange, unitless: true })
    if (height !== null) return this.takeHeight(height)
    return this.readSetting()
  }

  private readSetting(): number {
    const { at, end, tokens } = this
    const circumstance = readCircumstance(tokens, at, end)
    if (circumstance > at) return this.connect(circumstance)
    const time = readTime(tokens, at, end)
    if (time > at) {
      // A swell's time and place have no field.
      if (this.isSwell) return this.connect(time)
      this.seas.takeTime(at, time, this.startsHeight(time))
      return time
    }
    const place = readPlace(tokens, at, end)
    if (place > at) {
      if (this.isSwell) return this.connect(place)
      const behind = isSeparator(tokenAt(tokens, place)) ? place + 1 : place
      this.seas.takePlace(
        at,
        place,
        this.startsHeight(behind) && !isKind(tokenAt(tokens, behind), Kind.change),
      )
      return place
    }
    const token = this.token()
    if (token.word === 'except') this.seas.excepted()
    return waterConnectors.has(token) ? this.connect(at + 1) : at
  }

  private startsHeight(at: number): boolean {
    const token = tokenAt(this.tokens, at)
    if (at >= this.end) return false
    return (
      isKind(token, Kind.sea | Kind.change) ||
      readQuantity(this.tokens, at, this.end, { unit: Kind.feet }) !== null
    )
  }

  private takeSwellWithin({ directions, end }: SwellWithin): number {
    this.connect(end)
    for (const { direction, start, end: behind } of directions) {
      const index = this.reading.said.waveDetail.push({ direction, heightFt: null, periodS: null }) - 1
      this.reading.value(start, behind, 'waveDetail', index, 'direction')
    }
    return end
  }

  // Nouns switch between combined seas and single swells.
  private readNoun(token: Token): number {
    const { at, tokens } = this
    if (!isKind(token, Kind.sea | Kind.swell)) return at
    if (hasPair(tokens, at, 'wave', 'detail')) {
      this.isSwell = true
      return this.connect(at + 2)
    }
    if (hasPair(tokens, at, 'wave', 'period') || hasPair(tokens, at, 'swell', 'period')) return at
    if (isKind(token, Kind.swell)) {
      this.isSwell = true
      this.swell.noun()
      return this.connect(at + 1)
    }
    // "Waves N 4 ft at 6 seconds and NW 3 ft", "Waves: W 3 ft": a wave with a direction is one wave train.
    const isTrain = token.word === 'waves' && !isKind(tokenAt(tokens, at - 1), Kind.wind)
    this.isSwell = isTrain && this.isDirected(this.token(1).word === ':' ? at + 2 : at + 1)
    return this.connect(at + 1)
  }

  private isDirected(at: number): boolean {
    const direction = readDirection(this.tokens, at, this.end)
    return (
      direction !== null && readQuantity(this.tokens, direction.end, this.end, { unit: Kind.feet }) !== null
    )
  }

  private takeDirection(direction: string, to: number): number {
    const next = tokenAt(this.tokens, to)
    const joined = next.word === 'and' ? readDirection(this.tokens, to + 1, this.end) : null
    const leadsSwell =
      (joined !== null && isKind(tokenAt(this.tokens, joined.end), Kind.swell)) ||
      isKind(next, Kind.swell) ||
      (next.type === TokenType.word && next.kinds === 0 && isKind(tokenAt(this.tokens, to + 1), Kind.swell))
    if (leadsSwell) this.isSwell = true
    if (!this.isSwell) {
      // "4 to 6 ft south and 3 to 4 ft north" says where; a combined sea's own direction has no field and stays unread.
      const isSide = isKind(tokenAt(this.tokens, this.at - 1), Kind.feet)
      if (isSide) this.seas.takePlace(this.at, to, false)
      return to
    }
    this.swell.open('direction').direction = direction
    this.swell.value(this.at, to, 'direction')
    return to
  }

  private takeHeight(height: QuantityPhrase): number {
    if (this.isSwell) {
      this.swell.open('heightFt').heightFt = height.range
      this.swell.value(this.at, height.end, 'heightFt')
    } else {
      this.seas.open(Slot.height).heightFt = height.range
      this.reading.value(this.at, height.end, 'seas', this.seas.index, 'heightFt')
    }
    return height.end
  }

  private takeOccasional(phrase: OccasionalPhrase): number {
    // An occasional height of a swell has no field.
    if (this.isSwell) return phrase.end
    const step = this.seas.last ?? this.seas.open(Slot.height)
    step.occasionalFt = phrase.heightFt
    this.reading.connect(this.at, phrase.numberAt)
    this.reading.value(phrase.numberAt, phrase.end, 'seas', this.seas.index, 'occasionalFt')
    return phrase.end
  }

  private takeSeconds({ seconds, numberAt, end }: SecondsPhrase): number {
    const { at, reading, seas, swell } = this
    // "at 10 to 12 seconds" is not a single number, so it stays unread.
    if (seconds === null) return end
    if (this.isSwell && swell.last !== null) {
      swell.open('periodS').periodS = seconds
      swell.value(numberAt, end, 'periodS')
    } else if (!this.isSwell && seas.last !== null) {
      seas.last.dominantPeriodS = seconds
      reading.value(numberAt, end, 'seas', seas.index, 'dominantPeriodS')
    } else return at
    reading.connect(at, numberAt)
    return end
  }
}

// How far a noun is searched for; bounded so that the time stays linear.
const maxClauseTokens = 40

// Does the sentence contain a noun of seas or swell before another subject?
function hasNoun(reading: Reading, at: number, end: number): boolean {
  const last = Math.min(end, at + maxClauseTokens)
  for (let index = at; index < last; index++) {
    const token = tokenAt(reading.tokens, index)
    if (isKind(token, Kind.sea | Kind.swell)) return true
    if (isKind(token, Kind.wind | Kind.visibility | Kind.weather)) return false
  }
  return false
}

// Only the height carries over: an occasional height and a period apply to one step.
function carrySea(before: SeaStep | null): SeaStep {
  return {
    heightFt: before === null || before.heightFt === null ? null : { ...before.heightFt },
    occasionalFt: null,
    dominantPeriodS: null,
    when: null,
  }
}
