import { seeded } from '../random.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const cycleMs = 6 * hourMs

/** When a product was issued and until when it holds, epoch milliseconds. */
export interface ProductTimes {
  issuedAt: number
  expiresAt: number
}

/**
 * When a product (`CWFLWX`) was last issued, and until when that holds, for a clock that shows `now`. Each is issued four
 * times a day at minutes of its own and holds for twice as long as it takes until the next: none is ever expired.
 * `earlier` counts issuances back.
 */
export function latestIssuance(awips: string, now: number, earlier = 0): ProductTimes {
  const offset = seeded('issuance', awips).int(0, cycleMs / minuteMs - 1) * minuteMs
  const issuedAt = (Math.floor((now - offset) / cycleMs) - earlier) * cycleMs + offset
  const quarter = 15 * minuteMs
  return { issuedAt, expiresAt: Math.ceil((issuedAt + 2 * cycleMs) / quarter) * quarter }
}
