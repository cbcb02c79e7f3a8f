import type { SeaStep, WaveDetail, WindStep } from '../schema.ts'
import type { Token } from './tokenize.ts'

/** Both ends of a printed range, included. */
export interface Range {
  min: number
  max: number
}

const unread = 0
const connector = 1

/** One period's text being read: its tokens, the values found so far, and which token was read as what. */
export class Reading {
  readonly wind: WindStep[] = []
  readonly seas: SeaStep[] = []
  readonly waveDetail: WaveDetail[] = []
  readonly weather: string[] = []
  visibilityNm: Range | null = null
  readonly text: string
  readonly tokens: readonly Token[]
  readonly paths: string[] = []
  private readonly traced: boolean
  /** Did what was last read of the water end with a swell? A sentence that names no noun goes on with that. */
  endedInSwell = false
  /** How many values were printed so far. */
  found = 0

  constructor(text: string, tokens: readonly Token[], traced: boolean) {
    this.text = text
    this.tokens = tokens
    this.traced = traced
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
    return first === undefined || last === undefined ? '' : this.text.slice(first.start, last.end)
  }
}
