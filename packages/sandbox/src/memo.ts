/** Caches the value of a key, for the newest `max` keys. */
export function createMemo<Value>(max: number): (key: string, make: () => Value) => Value {
  const made = new Map<string, Value>()
  return (key, make) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make()
    const [oldest] = made.keys()
    if (made.size >= max && oldest !== undefined) made.delete(oldest)
    made.set(key, value)
    return value
  }
}
