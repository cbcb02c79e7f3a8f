import type { Allowance } from './runtime.ts'

/** Left alone by the store as well: for a retry, or an office's product when a zone's file fails. */
const spare = 4

/** An allowance of `most`: plain numbers, one for each request. */
export function createAllowance(most: number): Allowance {
  let left = most
  let reserved = 0
  let keeps = 0
  return {
    most,
    reserve(requests) {
      reserved += requests
    },
    takeRequest() {
      if (left === 0) return false
      left--
      if (reserved > 0) reserved--
      return true
    },
    // A look without the means to keep what it did not find would find nothing the next time either.
    takeLook() {
      if (left < reserved + keeps + spare + 2) return false
      left--
      keeps++
      return true
    },
    takeKeep() {
      if (keeps === 0 || left <= reserved) return false
      left--
      keeps--
      return true
    },
  }
}
