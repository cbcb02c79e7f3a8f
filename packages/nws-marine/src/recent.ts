/** A bounded cache of recently used entries in two generations; the older one is dropped when the younger is full. */
export class Recent<Value> {
  private young = new Map<string, Value>()
  private old = new Map<string, Value>()
  private readonly size: number

  /** `size`: the number of entries in one generation. */
  constructor(size: number) {
    this.size = size
  }

  get(key: string): Value | undefined {
    const value = this.young.get(key)
    if (value !== undefined) return value
    const before = this.old.get(key)
    if (before !== undefined) this.set(key, before)
    return before
  }

  set(key: string, value: Value): void {
    if (this.young.size >= this.size) {
      this.old = this.young
      this.young = new Map()
    }
    this.young.set(key, value)
  }
}
