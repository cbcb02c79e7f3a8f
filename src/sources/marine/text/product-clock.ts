import type { Clock } from './day-time.ts'
import { offsetsOf } from './local-time.ts'

/** The clock that a block's words for time speak of. */
export interface ProductClock {
  issuedAt: number | null
  /** Null: without a printed offset and without a time zone no local hour can be told. */
  local: Clock | null
  /** Equal for equal clocks. */
  key: string
}

/** The clock of a block by its issuance, the offset printed with that, and the IANA zone of its waters. */
export function productClock(
  issuedAt: number | null,
  printedOffset: number | null,
  timeZone: string | null,
): ProductClock {
  const isKnown = issuedAt !== null && (timeZone !== null || printedOffset !== null)
  return {
    issuedAt,
    local: isKnown ? { issuedAt, offsetAt: offsetsOf(timeZone, printedOffset ?? 0) } : null,
    key: `${issuedAt}|${printedOffset}|${timeZone}|`,
  }
}
