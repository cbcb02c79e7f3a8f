import type { Allowance } from './runtime.ts'

/** Left alone by the store as well: for a retry, or an office's product when a zone's file fails. */
const spare = 4

/** An allowance of `most`: plain numbers, one for each request. */
export function createAllowance(most: number): Allowance {
  let left = most
  let reserved = 0
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
    takeOperation() {
      if (left <= reserved + spare) return false
      left--
      return true
    },
  }
}
