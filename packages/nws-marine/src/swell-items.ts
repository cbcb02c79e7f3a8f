import type { WaveDetail } from './parsed.ts'
import type { Reading } from './reading.ts'

// The properties that an item has printed, one bit each.
const bits = { direction: 1, heightFt: 2, periodS: 4 }

/** The swells of one sentence: one item for each, without values carried over. */
export class SwellItems {
  private readonly reading: Reading
  private printed = 0
  private item: WaveDetail | null = null
  private change = false

  constructor(reading: Reading) {
    this.reading = reading
  }

  /** A change word was read. */
  changed(): void {
    this.change = true
  }

  /** The noun was read: a direction before it belongs to the same swell, a whole swell before it does not. */
  noun(): void {
    if ((this.printed & bits.heightFt) !== 0) this.item = null
  }

  /** The current item, else the last one of the sentence before. */
  get last(): WaveDetail | null {
    return this.item ?? this.reading.lastOf(this.reading.said.waveDetail)
  }

  /** The item that the next value of this property belongs to. */
  open(property: keyof WaveDetail): WaveDetail {
    const { item } = this
    // A start without a printed value is no item: "NW swell building to 6 ft" is one.
    const isChanged = this.change && (this.printed & bits.heightFt) !== 0
    if (item !== null && !isChanged && (this.printed & bits[property]) === 0) {
      this.printed |= bits[property]
      if (property === 'heightFt') this.change = false
      return item
    }
    if (item === null && property === 'periodS' && this.last !== null && this.last.periodS === null)
      return this.last
    const next: WaveDetail = { direction: null, heightFt: null, periodS: null }
    this.change = false
    this.printed = bits[property]
    this.item = next
    this.reading.said.waveDetail.push(next)
    return next
  }

  /** Records the tokens of a value of the last item. */
  value(from: number, to: number, property: keyof WaveDetail): void {
    this.reading.value(from, to, 'waveDetail', this.reading.said.waveDetail.length - 1, property)
  }
}
