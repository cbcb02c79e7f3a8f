import type { Clock } from './day-time.ts'
import { offsetsOf } from './local-time.ts'
import type { Hazard } from './parsed.ts'

/** Times of a block's periods as printed, epoch instants in RFC 3339. */
export interface PrintedTimes {
  startsAt: string | null
  endsAt: string | null
}

/** The clock that the time words of a block refer to, with a cache of what was resolved by it, since the blocks of an office repeat. */
export interface ProductClock {
  issuedAt: number | null
  /** Null without a printed offset and a time zone, since local hours are then unknown. */
  local: Clock | null
  /** Times of periods by their names. `isOpen`: the text ended in the last of them. */
  readonly times: { names: readonly string[]; isOpen: boolean; times: PrintedTimes[] }[]
  /** Hazards by the text of their headline. */
  readonly hazards: Map<string, Hazard[]>
}

interface KnownClock extends ProductClock {
  printedOffset: number | null
  timeZone: string | null
}

// The most recent clocks; the oldest is overwritten.
const maxClocks = 32
const clocks: KnownClock[] = []
let oldest = 0

/** The clock of a block by its issuance, the offset printed with that, and the IANA zone of its waters. */
export function productClock(
  issuedAt: number | null,
  printedOffset: number | null,
  timeZone: string | null,
): ProductClock {
  const known = clocks.find(
    (clock) =>
      clock.issuedAt === issuedAt && clock.printedOffset === printedOffset && clock.timeZone === timeZone,
  )
  if (known !== undefined) return known
  const isKnown = issuedAt !== null && (timeZone !== null || printedOffset !== null)
  const clock: KnownClock = {
    issuedAt,
    printedOffset,
    timeZone,
    local: isKnown ? { issuedAt, offsetAt: offsetsOf(timeZone, printedOffset ?? 0) } : null,
    times: [],
    hazards: new Map(),
  }
  clocks[oldest] = clock
  oldest = (oldest + 1) % maxClocks
  return clock
}
