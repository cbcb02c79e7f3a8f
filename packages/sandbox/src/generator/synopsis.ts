import { knowsZone } from '../../../../src/sources/marine/catalogue/zones.ts'
import type { Random } from '../random.ts'
import type { ForecastZone } from './forecast-zone.ts'
import { printedClocks, ugcLine } from './print-block.ts'
import { wrap } from './wrap.ts'

const systems = [
  'High pressure',
  'A cold front',
  'Low pressure',
  'A weak ridge',
  'A stationary front',
  'A trough',
]
const moves = [
  'will build over the waters',
  'will cross the region',
  'will approach from the west',
  'will linger offshore',
  'will weaken and move away',
]
const times = [
  'tonight',
  'late tonight',
  'through the weekend',
  'by the middle of the week',
  'over the next two days',
]

/** The synopsis of a product and the id it stands under, one that no forecast has. */
export function planSynopsis(zones: readonly ForecastZone[], random: Random): { zone: string; text: string } {
  const sentences = Array.from(
    { length: random.int(2, 4) },
    () => `${random.pick(systems)} ${random.pick(moves)} ${random.pick(times)}.`,
  )
  if (random.chance(0.5)) sentences.push('Small Craft Advisories may be needed.')
  return { zone: synopsisZone(zones[0]), text: sentences.join(' ') }
}

// ANZ500 for ANZ530 and its neighbours, PKZ098 below PKZ100: an id of the same hundred that no zone has.
function synopsisZone(leader: ForecastZone | undefined): string {
  const hundred = (leader?.id ?? 'ANZ500').slice(0, 4)
  const ids = ['00', '98', '99', '97', '96'].map((ending) => hundred + ending)
  return ids.find((id) => !knowsZone(id) && !id.endsWith('000')) ?? `${hundred}95`
}

/** What a synopsis block is put together from. */
export interface SynopsisParts {
  zone: string
  text: string
  leader: ForecastZone
  issuedAt: number
  expiresAt: number
}

/** Prints the synopsis block, from its UGC line to `$$`. */
export function printSynopsis({ zone, text, leader, issuedAt, expiresAt }: SynopsisParts): string {
  return [
    ugcLine([zone], expiresAt),
    printedClocks(leader, issuedAt),
    '',
    '.SYNOPSIS FOR THE WATERS OF THIS OFFICE...',
    ...wrap(text),
    '',
    '$$',
    '',
  ].join('\n')
}
