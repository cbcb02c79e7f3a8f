import type { RawPeriod } from './body.ts'
import { detachedText } from './known-texts.ts'
import { resolvePeriodTimes } from './period-times.ts'
import { printInstant } from './print-instant.ts'
import type { PrintedTimes, ProductClock } from './product-clock.ts'

/** A period with its times, before its text is typed. */
export interface UntypedPeriod {
  name: string
  startsAt: string | null
  endsAt: string | null
  text: string
  /** How the text is read: to its end; to its last full stop, where the product is cut off; or not at all, for rows. */
  reads: 'whole' | 'open' | 'nothing'
}

// An office prints few different sequences of names at a time.
const maxKnown = 32
const noTimes: PrintedTimes = { startsAt: null, endsAt: null }

/** The periods of a block with their times. `hasRows`: the product is of a kind whose texts this grammar does not read. */
export function blockPeriods(
  periods: readonly RawPeriod[],
  clock: ProductClock,
  hasRows: boolean,
): UntypedPeriod[] {
  // A name is a slice of its product, so the period has the name that the cache shares.
  const { names, times } = knownPeriods(periods, clock)
  return periods.map(({ text, isOpen }, index) => {
    const { startsAt, endsAt } = times[index] ?? noTimes
    const reads = hasRows ? 'nothing' : isOpen ? 'open' : 'whole'
    return { name: names[index] ?? '', startsAt, endsAt, text, reads }
  })
}

function knownPeriods(
  periods: readonly RawPeriod[],
  { local, times: known }: ProductClock,
): ProductClock['times'][number] {
  const isOpen = periods.at(-1)?.isOpen === true
  for (const entry of known) if (entry.isOpen === isOpen && hasNames(periods, entry.names)) return entry
  const names = periods.map(({ name }) => detachedText(name, 0, name.length))
  const times = resolvePeriodTimes(names, local, isOpen).map(({ startsAt, endsAt }) => ({
    startsAt: printInstant(startsAt),
    endsAt: printInstant(endsAt),
  }))
  if (known.length >= maxKnown) known.length = 0
  const entry = { names, isOpen, times }
  known.push(entry)
  return entry
}

function hasNames(periods: readonly RawPeriod[], names: readonly string[]): boolean {
  if (periods.length !== names.length) return false
  for (let index = 0; index < names.length; index++) if (periods[index]?.name !== names[index]) return false
  return true
}
