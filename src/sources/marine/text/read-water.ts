// Seas, waves, swell and wave detail: nouns say which of them a height belongs to, so one reader follows them all.
import type { SeaStep } from '../schema.ts'
import { readCircumstance } from './read-circumstance.ts'
import { type DirectionPhrase, readDirection } from './read-direction.ts'
import { type OccasionalPhrase, readOccasional } from './read-occasional.ts'
import { readPlace } from './read-place.ts'
import { type QuantityPhrase, readQuantity } from './read-quantity.ts'
import { readSeconds, type SecondsPhrase } from './read-seconds.ts'
import { readTime } from './read-time.ts'
import type { Reading } from './reading.ts'
import { Slot, Steps } from './steps.ts'
import { SwellItems } from './swell-items.ts'
import { hasPair, isKind, isSeparator, tokenAt } from './token-tests.ts'
import type { Token } from './tokenize.ts'
import { Kind } from './words.ts'

const connectors = new Set(
  (
    'and but while with or the a an to except otherwise is are of will be generally mainly mostly slowly gradually ' +
    'quickly rapidly expected possibly from at in combined significant wave wind height heights long short primary ' +
    'secondary mixed average dominant detail period every reaching further again additional moderate large small both ' +
    'otherwise also slightly interval increasing long-period short-period directions direction fresh steep confused choppy maximum max peak - driven waters water lake bay sound'
  ).split(' '),
)

/** Reads seas and swell from a token on, as far as it is that; answers the index behind it. */
export function readWater(reading: Reading, at: number, end: number): number {
  const continues = isKind(tokenAt(reading.tokens, at), Kind.change)
  return new WaterReader(reading, at, end, continues).read()
}

class WaterReader {
  private readonly reading: Reading
  private readonly tokens: readonly Token[]
  private readonly end: number
  private readonly seas: Steps<SeaStep>
  private readonly swell: SwellItems
  private isSwell = false
  private isOccasional = false
  private at: number

  constructor(reading: Reading, at: number, end: number, continues: boolean) {
    this.reading = reading
    this.tokens = reading.tokens
    this.at = at
    this.end = end
    this.seas = new Steps<SeaStep>(reading, { list: 'seas', steps: reading.seas, next: carrySea }, continues)
    this.swell = new SwellItems(reading)
  }

  read(): number {
    let afterChange = false
    while (this.at < this.end && !this.isOver()) {
      const next = this.readItem(afterChange)
      afterChange = isKind(this.token(), Kind.change)
      this.at = next > this.at ? next : this.skipClause(this.at + 1)
    }
    return this.at
  }

  // What follows a word that is not known speaks of that ("highest over the outer waters"), up to the next value.
  private skipClause(at: number): number {
    let index = at
    while (index < this.end) {
      const token = tokenAt(this.tokens, index)
      if (
        isSeparator(token) ||
        isKind(token, Kind.change | Kind.wind | Kind.sea | Kind.swell | Kind.visibility)
      )
        break
      if (readQuantity(this.tokens, index, this.end, { unit: Kind.feet }) !== null) break
      index++
    }
    return index
  }

  private token(ahead = 0): Token {
    return tokenAt(this.tokens, this.at + ahead)
  }

  private connect(to: number): number {
    this.reading.connect(this.at, to)
    return to
  }

  private isOver(): boolean {
    const token = this.token()
    if (isKind(token, Kind.visibility | Kind.gust | Kind.knots)) return true
    // "steep and wind-driven 10 to 13 ft"
    if (isKind(token, Kind.wind)) return !isKind(this.token(1), Kind.sea) && this.token(1).word !== '-'
    if (isKind(token, Kind.weather)) return true
    return token.compass !== '' && this.isWindAhead()
  }

  // "…, NW winds 10 kt" after seas: the direction is the wind's.
  private isWindAhead(): boolean {
    const direction = readDirection(this.tokens, this.at, this.end)
    if (direction === null) return false
    const next = tokenAt(this.tokens, direction.end)
    if (isKind(next, Kind.wind)) return !isKind(tokenAt(this.tokens, direction.end + 1), Kind.sea)
    return readQuantity(this.tokens, direction.end, this.end, { unit: Kind.knots }) !== null
  }

  private readItem(afterChange: boolean): number {
    const { at, end, tokens } = this
    const token = this.token()
    if (isSeparator(token) || token.word === ':') {
      this.isOccasional = false
      return this.connect(at + 1)
    }
    const noun = this.readNoun(token)
    if (noun > at) return noun
    const within = this.readSwellWithin()
    if (within > at) return within
    const occasional = readOccasional(tokens, at, end)
    if (occasional !== null) return this.takeOccasional(occasional)
    const seconds = readSeconds(tokens, at, end)
    if (seconds !== null) return this.takeSeconds(seconds)
    if (isKind(token, Kind.change) || token.word === 'then') {
      this.isOccasional = false
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
      // The time and place of a swell, or of an occasional height, have no field.
      if (this.isSwell || this.isOccasional) return this.connect(time)
      this.seas.takeTime(at, time, this.startsHeight(time))
      return time
    }
    const place = readPlace(tokens, at, end)
    if (place > at) {
      if (this.isSwell || this.isOccasional) return this.connect(place)
      const behind = isSeparator(tokenAt(tokens, place)) ? place + 1 : place
      this.seas.takePlace(
        at,
        place,
        this.startsHeight(behind) && !isKind(tokenAt(tokens, behind), Kind.change),
      )
      return place
    }
    return connectors.has(this.token().word) ? this.connect(at + 1) : at
  }

  private startsHeight(at: number): boolean {
    const token = tokenAt(this.tokens, at)
    if (at >= this.end) return false
    return (
      isKind(token, Kind.sea | Kind.change) ||
      readQuantity(this.tokens, at, this.end, { unit: Kind.feet }) !== null
    )
  }

  // "Seas 5 to 7 ft in mixed NE and E swell, subsiding": the swell is named in passing, the sentence stays with the seas.
  private readSwellWithin(): number {
    const { at, end, tokens } = this
    if (this.isSwell || this.token().word !== 'in') return at
    const last = Math.min(end, at + 9)
    let noun = at + 1
    while (noun < last && !isKind(tokenAt(tokens, noun), Kind.swell)) noun++
    if (noun >= last) return at
    const directions: DirectionPhrase[] = []
    for (let index = at + 1; index < noun; index++) {
      const direction = readDirection(tokens, index, noun, true)
      if (direction === null && !connectors.has(tokenAt(tokens, index).word)) return at
      if (direction === null) continue
      directions.push(direction)
      index = direction.end - 1
    }
    this.connect(noun + 1)
    for (const { direction, start, end: behind } of directions) {
      const index = this.reading.waveDetail.push({ direction, heightFt: null, periodS: null }) - 1
      this.reading.value(start, behind, 'waveDetail', index, 'direction')
    }
    return noun + 1
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
    // "Waves N 4 ft at 6 seconds and NW 3 ft": a wave with a direction is one wave train.
    const isTrain = token.word === 'waves' && !isKind(tokenAt(tokens, at - 1), Kind.wind)
    this.isSwell = isTrain && this.isDirected(at + 1)
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
      (next.kinds === 0 && isKind(tokenAt(this.tokens, to + 1), Kind.swell))
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
      this.isOccasional = false
      this.seas.open(Slot.height).heightFt = height.range
      this.reading.value(this.at, height.end, 'seas', this.seas.index, 'heightFt')
    }
    return height.end
  }

  private takeOccasional(phrase: OccasionalPhrase): number {
    const step = this.isSwell ? null : this.seas.last
    if (step === null) return this.at
    step.occasionalFt = phrase.heightFt
    // ", occasionally to 7 ft late" is a clause of its own: its time is not the step's.
    this.isOccasional = isSeparator(this.token(-1))
    this.reading.connect(this.at, phrase.numberAt)
    this.reading.value(phrase.numberAt, phrase.end, 'seas', this.seas.index, 'occasionalFt')
    return phrase.end
  }

  private takeSeconds({ seconds, numberAt, end }: SecondsPhrase): number {
    const { at, reading, seas, swell } = this
    // "at 10 to 12 seconds" is no one number: it stays unread.
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

// Only the height is carried: what is occasional, and the period, are printed for one step.
function carrySea(before: SeaStep | null): SeaStep {
  return {
    heightFt: before === null || before.heightFt === null ? null : { ...before.heightFt },
    occasionalFt: null,
    dominantPeriodS: null,
    when: null,
  }
}
