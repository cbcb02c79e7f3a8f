/** A count of recent events: after each half-life, an event counts half as much. */
export class RecentCount {
  readonly #halfLifeMs: number
  #count = 0
  #at = 0

  constructor(halfLifeMs: number) {
    this.#halfLifeMs = halfLifeMs
  }

  add(now: number): void {
    this.#count = this.at(now) + 1
    this.#at = now
  }

  /** The count as it is now. */
  at(now: number): number {
    return this.#count * 0.5 ** ((now - this.#at) / this.#halfLifeMs)
  }

  reset(): void {
    this.#count = 0
  }
}
