import type { RawPeriod } from './body.ts'
import { resolvePeriodTimes } from './period-times.ts'
import { printInstant } from './print-instant.ts'
import type { ProductClock } from './product-clock.ts'
import { Recent } from './recent.ts'

/** A period with its times, before its text is typed. */
export interface UntypedPeriod {
  name: string
  startsAt: string | null
  endsAt: string | null
  text: string
  /** How the text is read: to its end; to its last full stop, where the product is cut; or not at all, where it tells in rows. */
  reads: 'whole' | 'open' | 'nothing'
}

type PrintedTimes = Pick<UntypedPeriod, 'startsAt' | 'endsAt'>

// The zones of an office name the same periods.
const known = new Recent<PrintedTimes[]>(300)
const noTimes: PrintedTimes = { startsAt: null, endsAt: null }

/** The periods of a block with their times. `tellsInRows`: the product is of a kind whose texts this grammar does not read. */
export function blockPeriods(
  periods: readonly RawPeriod[],
  clock: ProductClock,
  tellsInRows: boolean,
): UntypedPeriod[] {
  const times = timesOf(periods, clock)
  return periods.map(({ name, text, isOpen }, index) => {
    const { startsAt, endsAt } = times[index] ?? noTimes
    return { name, startsAt, endsAt, text, reads: tellsInRows ? 'nothing' : isOpen ? 'open' : 'whole' }
  })
}

function timesOf(periods: readonly RawPeriod[], { local, key }: ProductClock): PrintedTimes[] {
  if (local === null) return []
  const isOpen = periods.at(-1)?.isOpen === true
  let sameNames = `${key}${isOpen}`
  for (const { name } of periods) sameNames += `|${name}`
  const before = known.get(sameNames)
  if (before !== undefined) return before
  const names = periods.map(({ name }) => name)
  const times = resolvePeriodTimes(names, local, isOpen).map(({ startsAt, endsAt }) => ({
    startsAt: printInstant(startsAt),
    endsAt: printInstant(endsAt),
  }))
  known.set(sameNames, times)
  return times
}
