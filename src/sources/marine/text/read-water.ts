// Seas, waves, swell and wave detail: nouns say which of them a height belongs to, so one reader follows them all.
import type { SeaStep } from '../schema.ts'
import { readDirection } from './read-direction.ts'
import { readPlace } from './read-place.ts'
import { type QuantityPhrase, readQuantity } from './read-quantity.ts'
import { readTime } from './read-time.ts'
import type { Reading } from './reading.ts'
import { Slot, Steps } from './steps.ts'
import { SwellItems } from './swell-items.ts'
import { hasPair, isKind, isSeparator, tokenAt } from './token-tests.ts'
import { type Token, TokenType } from './tokenize.ts'
import { Kind } from './words.ts'

const connectors = new Set(
  (
    'and but while with or the a an to except otherwise is are of will be generally mainly mostly slowly gradually ' +
    'quickly rapidly expected possibly from at in combined significant wave wind height heights long short primary ' +
    'secondary mixed average dominant detail period every reaching further again additional moderate large small both ' +
    'otherwise also slightly interval increasing long-period short-period directions direction fresh'
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
  private isSwell: boolean
  private at: number

  constructor(reading: Reading, at: number, end: number, continues: boolean) {
    this.reading = reading
    this.tokens = reading.tokens
    this.at = at
    this.end = end
    this.seas = new Steps<SeaStep>(reading, { list: 'seas', steps: reading.seas, next: carrySea }, continues)
    this.swell = new SwellItems(reading)
    this.isSwell = false
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
    if (isKind(token, Kind.wind)) return !isKind(this.token(1), Kind.sea)
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
    if (isSeparator(token) || token.word === ':') return this.connect(at + 1)
    const noun = this.readNoun(token)
    if (noun > at) return noun
    const occasional = this.readOccasional()
    if (occasional > at) return occasional
    const period = this.readPeriod()
    if (period > at) return period
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
      this.seas.open(Slot.height).heightFt = height.range
      this.reading.value(this.at, height.end, 'seas', this.seas.index, 'heightFt')
    }
    return height.end
  }

  // "occasionally to 8 ft", "with occasional seas up to 10 feet".
  private readOccasional(): number {
    const { at, end, tokens } = this
    let index = at
    if (tokenAt(tokens, index).word === 'with' || tokenAt(tokens, index).word === 'and') index++
    const word = tokenAt(tokens, index).word
    if (word !== 'occasionally' && word !== 'occasional') return at
    index++
    for (let steps = 0; steps < 3 && isOccasionalNoun(tokenAt(tokens, index)); steps++) index++
    const height = readQuantity(tokens, index, end, { unit: Kind.feet, unitless: true })
    const step = this.isSwell ? null : this.seas.last
    if (height === null || step === null) return at
    step.occasionalFt = height.range.max
    this.reading.connect(at, index)
    this.reading.value(index, height.end, 'seas', this.seas.index, 'occasionalFt')
    return height.end
  }

  // "at 10 seconds", "period 3 seconds", "with a dominant period of 8 seconds".
  private readPeriod(): number {
    const { at, end, tokens } = this
    let index = at
    for (let steps = 0; steps < 7 && isPeriodWord(tokenAt(tokens, index)); steps++) index++
    const seconds = readQuantity(tokens, index, end, { unit: Kind.seconds })
    if (seconds === null) return at
    // "at 10 to 12 seconds" is no one number: it stays unread.
    if (seconds.range.min !== seconds.range.max) return seconds.end
    const value = seconds.range.max
    const item = this.isSwell ? this.swell.last : null
    const step = this.seas.last
    this.reading.connect(at, index)
    if (item !== null) {
      this.swell.open('periodS').periodS = value
      this.swell.value(index, seconds.end, 'periodS')
    } else if (step !== null && !this.isSwell) {
      step.dominantPeriodS = value
      this.reading.value(index, seconds.end, 'seas', this.seas.index, 'dominantPeriodS')
    } else return at
    return seconds.end
  }
}

function isOccasionalNoun(token: Token): boolean {
  return isKind(token, Kind.sea) || token.word === 'heights' || token.word === 'height'
}

const periodWords = new Set([
  'with',
  'a',
  'an',
  'the',
  'dominant',
  'wave',
  'swell',
  'period',
  'periods',
  'of',
  'at',
  'average',
  'and',
  'mean',
  'peak',
  'every',
  'primary',
  'around',
  'is',
])

function isPeriodWord(token: Token): boolean {
  return token.type === TokenType.word && periodWords.has(token.word)
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
