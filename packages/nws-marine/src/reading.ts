import type { Range, SeaStep, WaveDetail, WindStep } from './parsed.ts'
import type { Token } from './tokenize.ts'

/** The values of a period's sentences so far. */
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
const noPaths: string[] = []

/** No values yet. */
export const nothingSaid = (): Said => ({
  wind: [],
  seas: [],
  waveDetail: [],
  weather: [],
  visibilityNm: null,
  endsInSwell: false,
})

/** The state of reading a text: its tokens, the values found so far, and the role of each token. */
export class Reading {
  readonly said: Said
  readonly text: string
  readonly tokens: readonly Token[]
  readonly paths: string[]
  /** Did a reader look at values of earlier sentences? Its result then depends on them. */
  looksBack = false
  /** Was a sentence about seas or swell read? */
  readsWater = false
  /** The number of values so far. */
  found = 0
  private readonly traced: boolean
  private readonly offset: number

  /** `said`: the values of earlier sentences, which are continued. `offset`: the token position at which `text` begins. */
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
    this.paths = isTraced ? [] : noPaths
  }

  /** The last item of a list, which may come from an earlier sentence. */
  lastOf<Item>(list: readonly Item[]): Item | null {
    this.looksBack = true
    return list.at(-1) ?? null
  }

  /** Was the last water value of the earlier sentences a swell? */
  get isBehindSwell(): boolean {
    this.looksBack = true
    return this.said.endsInSwell
  }

  /** Marks the tokens `[from, to)` as connecting words. */
  connect(from: number, to: number): void {
    this.mark(from, to, connector)
  }

  /** Marks the tokens `[from, to)` as one value: `list[index].property`. */
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

  /** Marks the tokens `[from, to)` as unread. */
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
