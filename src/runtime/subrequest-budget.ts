import type { SubrequestBudget } from './runtime.ts'

/** Left alone by the store as well: for a retry, or an office's product when a zone's file fails. */
const spare = 4

/** A budget of `max` subrequests for one request: plain numbers. */
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
    // A look without the means to keep what it did not find would find nothing the next time either.
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
