import type { Range, SeaStep, WaveDetail, WindStep } from './parsed.ts'
import type { Token } from './tokenize.ts'

/** What the sentences of a period have said so far. */
export interface Said {
  wind: WindStep[]
  seas: SeaStep[]
  waveDetail: WaveDetail[]
  weather: string[]
  visibilityNm: Range | null
  /** True when the last water value was a swell; a sentence without a noun continues with it. */
  endsInSwell: boolean
}

const unread = 0
const connector = 1

/** Nothing said yet. */
export const nothingSaid = (): Said => ({
  wind: [],
  seas: [],
  waveDetail: [],
  weather: [],
  visibilityNm: null,
  endsInSwell: false,
})

/** Text being read: its tokens, the values found so far, and which token was read as what. */
export class Reading {
  readonly said: Said
  readonly text: string
  readonly tokens: readonly Token[]
  readonly paths: string[] = []
  /** Did a reader ask what the sentences before had said? What it found then holds only behind those. */
  looksBack = false
  /** Did a sentence speak of the water? */
  readsWater = false
  /** How many values were printed so far. */
  found = 0
  private readonly traced: boolean
  private readonly offset: number

  /** `said`: what the sentences before these tokens have said, which is continued. `offset`: where `text` begins for the tokens. */
  constructor(
    text: string,
    tokens: readonly Token[],
    { isTraced = false, said = nothingSaid(), offset = 0 } = {},
  ) {
    this.offset = offset
    this.text = text
    this.tokens = tokens
    this.said = said
    this.traced = isTraced
  }

  /** The last item of a list, which may be that of a sentence before. */
  lastOf<Item>(list: readonly Item[]): Item | null {
    this.looksBack = true
    return list.at(-1) ?? null
  }

  /** Was what was last read of the water, in a sentence before, a swell? */
  get isBehindSwell(): boolean {
    this.looksBack = true
    return this.said.endsInSwell
  }

  /** The tokens `[from, to)` are words the grammar knows. */
  connect(from: number, to: number): void {
    this.mark(from, to, connector)
  }

  /** The tokens `[from, to)` print one value: `list[index].property`. */
  value(from: number, to: number, list: string, index: number, property: string): void {
    this.found++
    let role = 2
    if (this.traced) {
      const path = index < 0 ? list : `${list}[${index}]${property === '' ? '' : `.${property}`}`
      role = this.paths.lastIndexOf(path) + 2
      if (role < 2) role = this.paths.push(path) + 1
    }
    this.mark(from, to, role)
  }

  /** Takes back that the tokens `[from, to)` were read. */
  forget(from: number, to: number): void {
    this.mark(from, to, unread)
  }

  isRead(at: number): boolean {
    const token = this.tokens[at]
    return token !== undefined && token.role !== unread
  }

  private mark(from: number, to: number, role: number): void {
    for (let at = from; at < to; at++) {
      const token = this.tokens[at]
      if (token !== undefined) token.role = role
    }
  }

  /** The words `[from, to)` in lower case, as printed otherwise. */
  words(from: number, to: number): string {
    return this.printed(from, to).toLowerCase()
  }

  /** The characters `[from, to)` as printed. */
  printed(from: number, to: number): string {
    const first = this.tokens[from]
    const last = this.tokens[to - 1]
    return first === undefined || last === undefined
      ? ''
      : this.text.slice(first.start - this.offset, last.end - this.offset)
  }
}
