import type { SubrequestBudget } from './runtime.ts'

/** Also reserved: for a retry, or an office's product when a zone's file fails. */
const spare = 4

/** Creates a budget of `max` subrequests for one request. */
export function createSubrequestBudget(max: number): SubrequestBudget {
  let left = max
  let reserved = 0
  let keeps = 0
  return {
    max,
    reserve(requests) {
      reserved += requests
    },
    spendRequest() {
      if (left === 0) return false
      left--
      if (reserved > 0) reserved--
      return true
    },
    // A read without enough left to store the value after a miss would miss the next time, too.
    spendStoreRead() {
      if (left < reserved + keeps + spare + 2) return false
      left--
      keeps++
      return true
    },
    spendStoreWrite() {
      if (keeps === 0 || left <= reserved) return false
      left--
      keeps--
      return true
    },
  }
}
