// Wind and seas have the same structure: a value, then changes in time and differences in place. This class decides for both
// whether a value belongs to the current step or opens the next one.
import type { Reading } from './reading.ts'
import { isSeparator, tokenAt } from './token-tests.ts'
import { WordSet } from './word-set.ts'

/** A time or place that precedes its values. */
interface Lead {
  words: string
  from: number
  to: number
}

/** What a step has at most once: a second value of the same kind opens the next step. */
export const Slot = { direction: 1, speed: 2, gust: 4, height: 8 } as const

interface StepOptions<Step> {
  list: 'wind' | 'seas'
  steps: Step[]
  /** A new step, with what carries over from the one before. */
  next: (before: Step | null) => Step
}

const joints = new WordSet('and while then but except with or to')

/** The steps of one sentence about wind or seas, opened as their values are read. */
export class Steps<Step extends { when: string | null }> {
  /** The current step; null until the sentence has printed a value. */
  current: Step | null = null
  private change = false
  private isApart = false
  private time: string | null = null
  private place: string | null = null
  private hasOwnPlace = false
  private leadTime: Lead | null = null
  private leadPlace: Lead | null = null
  /** The slots that the current step has printed, one bit each. */
  private printed = 0
  private readonly reading: Reading
  private readonly options: StepOptions<Step>
  private readonly continues: boolean
  /** Index of the first step that this sentence opens. */
  readonly first: number

  /** `continues`: the sentence begins with a change, so it continues the last step of the sentence before. */
  constructor(reading: Reading, options: StepOptions<Step>, continues: boolean) {
    this.reading = reading
    this.options = options
    this.continues = continues && reading.lastOf(options.steps) !== null
    this.first = options.steps.length
  }

  /** Has a change been announced whose target has not been read? */
  get isChanging(): boolean {
    return this.change
  }

  get index(): number {
    return this.options.steps.length - 1
  }

  /** A change word was read. */
  changed(): void {
    // The previous change had no target, so its time belongs to no step.
    if (this.change) this.leadTime = null
    this.change = true
  }

  /** "Except" was read: what follows differs, even in a value that the current step has not printed. */
  excepted(): void {
    this.isApart = this.current !== null
  }

  /** The step that the next value of this slot belongs to. */
  open(slot: number): Step {
    const { current } = this
    const differs = this.change || this.isApart || this.leadPlace !== null || this.leadTime !== null
    if (current !== null && !differs && (this.printed & slot) === 0) {
      this.printed |= slot
      return current
    }
    return this.openNext(slot)
  }

  /** The current step, for a value that never opens a step, such as a period in seconds. */
  get last(): Step | null {
    return this.current ?? this.reading.lastOf(this.options.steps)
  }

  private openNext(slot: number): Step {
    const { steps, next } = this.options
    const isStart = this.current === null && !this.continues
    // "S winds 10 kt. Winds becoming W": the change continues the sentence before.
    const needsStart = isStart && this.change
    if (needsStart && (this.leadPlace !== null || this.reading.lastOf(steps) === null)) {
      // "Winds increasing to 25 kt": the start is a step too, without a printed value.
      const time = this.leadTime
      this.leadTime = null
      this.push(next(this.leadPlace === null ? null : this.reading.lastOf(steps)))
      this.leadTime = time
    }
    const carries = !isStart || this.change || this.leadPlace !== null
    const before = isStart && carries ? this.reading.lastOf(steps) : (steps.at(-1) ?? null)
    const step = next(carries ? before : null)
    // A change has the place of its step; a difference of place has another.
    if (this.leadPlace === null && !this.change) this.place = null
    this.push(step)
    this.change = false
    this.isApart = false
    this.printed |= slot
    return step
  }

  private push(step: Step): void {
    const { reading } = this
    const { list, steps } = this.options
    const index = steps.push(step) - 1
    if (this.leadPlace !== null) {
      this.place = this.leadPlace.words
      reading.value(this.leadPlace.from, this.leadPlace.to, list, index, 'when')
    }
    this.time = this.leadTime?.words ?? null
    if (this.leadTime !== null) reading.value(this.leadTime.from, this.leadTime.to, list, index, 'when')
    this.hasOwnPlace = this.leadPlace !== null
    this.leadPlace = null
    this.leadTime = null
    this.printed = 0
    this.current = step
    step.when = this.when()
  }

  private when(): string | null {
    if (this.place === null) return this.time
    return this.time === null ? this.place : `${this.place}, ${this.time}`
  }

  /** Accepts the time phrase `[from, to)`; `leads`: a change or a value follows it directly. Returns false if it belongs to no step. */
  takeTime(from: number, to: number, leads: boolean): boolean {
    const { reading, current } = this
    if (current === null || this.change || (leads && this.isAfterJoint(from))) {
      reading.connect(from, to)
      this.leadTime = { words: reading.words(from, to), from, to }
      return true
    }
    if (this.time !== null) return false
    this.time = reading.words(from, to)
    current.when = this.when()
    reading.value(from, to, this.options.list, this.index, 'when')
    return true
  }

  /** Accepts the place phrase `[from, to)`; `leads`: a value follows it. Returns false if it belongs to no step. */
  takePlace(from: number, to: number, leads: boolean): boolean {
    const { reading, current } = this
    if (current === null || (leads && this.isAfterJoint(from))) {
      reading.connect(from, to)
      this.leadPlace = { words: reading.words(from, to), from, to }
      return true
    }
    // "Locally 30 kt near the point": the named place is more specific.
    if (this.hasOwnPlace && this.place !== 'locally') return false
    this.hasOwnPlace = true
    this.place = reading.words(from, to)
    current.when = this.when()
    reading.value(from, to, this.options.list, this.index, 'when')
    return true
  }

  private isAfterJoint(at: number): boolean {
    const before = tokenAt(this.reading.tokens, at - 1)
    return isSeparator(before) || joints.has(before) || tokenAt(this.reading.tokens, at).word === 'locally'
  }
}
