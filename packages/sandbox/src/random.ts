/** A stream of random choices, the same for the same seed. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** A whole number, both bounds included. */
  int(min: number, max: number): number
  pick<T>(items: readonly T[]): T
  /** True in that share of cases. */
  chance(share: number): boolean
}

/** Creates a stream from names and numbers: equal parts give an equal stream, different parts an unrelated one. */
export function seeded(...parts: readonly (string | number)[]): Random {
  let state = hash(parts.join('\u0000'))
  const next = (): number => {
    // Weyl sequence with an avalanche step: 32 bits of state are plenty for texts, and cheap to start thousands of times.
    state = (state + 0x9e3779b9) >>> 0
    return scramble(state) / 4_294_967_296
  }
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    int,
    chance: (share) => next() < share,
    pick: <T>(items: readonly T[]): T => {
      if (items.length === 0) throw new RangeError('nothing to pick from')
      return items[int(0, items.length - 1)] as T
    },
  }
}

function scramble(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return scramble(value >>> 0)
}

/** A hexadecimal name of the given length, the same for the same parts. */
export function seededHex(length: number, ...parts: readonly (string | number)[]): string {
  const random = seeded(...parts)
  let name = ''
  while (name.length < length) name += random.int(0, 15).toString(16)
  return name
}
