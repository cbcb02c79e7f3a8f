import type { Period } from '../../../../src/sources/marine/schema.ts'
import type { ForecastZone } from './forecast-zone.ts'
import { dayHourMinute, issuanceLine } from './local-time.ts'
import { wrap } from './wrap.ts'
import { clocksOf } from './zone-clock.ts'

/** What a block is put together from. */
export interface BlockParts {
  zones: readonly ForecastZone[]
  issuedAt: number
  expiresAt: number
  headlines: readonly string[]
  periods: readonly Pick<Period, 'name' | 'text'>[]
  /** A sentence below the periods that belongs to none of them. */
  trailer: string | null
  /** Some offices leave a blank at the end of each period. */
  hasBlankEnds: boolean
}

/** Prints the block of one or more zones, from the UGC line to `$$`. */
export function printBlock({
  zones,
  issuedAt,
  expiresAt,
  headlines,
  periods,
  trailer,
  hasBlankEnds,
}: BlockParts): string {
  const [leader] = zones
  if (!leader) throw new RangeError('a block without zones')
  return [
    ugcLine(
      zones.map(({ id }) => id),
      expiresAt,
    ),
    ...zones.flatMap(({ name }) => wrapName(name)),
    printedClocks(leader, issuedAt),
    '',
    ...headlines.flatMap((headline) => wrap(`...${headline}...`)),
    ...(headlines.length > 0 ? [''] : []),
    ...periods.map(({ name, text }) => `${wrap(`.${name}...${text}`).join('\n')}${hasBlankEnds ? ' ' : ''}`),
    '',
    ...(trailer === null ? [] : [...wrap(trailer), '']),
    '$$',
    '',
  ].join('\n')
}

/** The issuance line of a zone, with both clocks where office and zone have different ones. */
export function printedClocks(zone: ForecastZone, issuedAt: number): string {
  const [home, own] = clocksOf(zone)
  const line = issuanceLine(issuedAt, home)
  return own === undefined ? line : `${line} /${issuanceLine(issuedAt, own)}/`
}

/** A UGC line: ids of one prefix after its first, neighbours as a range, then the expiry. */
export function ugcLine(ids: readonly string[], expiresAt: number): string {
  const pieces: string[] = []
  let prefix = ''
  for (let index = 0; index < ids.length; index++) {
    const first = ids[index] ?? ''
    let last = first
    while (follows(last, ids[index + 1])) last = ids[++index] ?? last
    const start = first.startsWith(prefix) && prefix !== '' ? first.slice(3) : first
    pieces.push(last === first ? start : `${start}>${last.slice(3)}`)
    prefix = first.slice(0, 3)
  }
  return `${pieces.join('-')}-${dayHourMinute(expiresAt)}-`
}

const follows = (id: string, next: string | undefined): boolean =>
  next?.slice(0, 3) === id.slice(0, 3) && Number(next.slice(3)) === Number(id.slice(3)) + 1

// A hyphen at the end of a line ends a name: one between two blanks must not get there.
const wrapName = (name: string): string[] =>
  wrap(`${name.replaceAll(' - ', '\u0000-\u0000')}-`).map((line) => line.replaceAll('\u0000', ' '))
