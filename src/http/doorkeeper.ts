import type { Hash } from './tag.ts'

/**
 * Tells which keys were asked for lately, so that nothing is kept for those that never recur, which are most. It holds a hash of each key
 * and may forget any of them early.
 */
export interface Doorkeeper {
  knows(key: Hash): boolean
  remember(key: Hash): void
}

/** Creates a doorkeeper for at most this many keys; a new key takes the place of an older one. */
export function createDoorkeeper(places: number): Doorkeeper {
  const known = new Int32Array(places)
  const placeOf = (bits: number): number => (bits >>> 0) % places
  return {
    knows: ({ bits }) => known[placeOf(bits)] === bits,
    remember({ bits }) {
      known[placeOf(bits)] = bits
    },
  }
}
