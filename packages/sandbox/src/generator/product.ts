// An office's whole product: heading, synopsis, one block for every group of zones that share a forecast.
import { type Random, seeded } from '../random.ts'
import { type GeneratedForecast, generateForecast } from './forecast.ts'
import type { ForecastZone } from './forecast-zone.ts'
import { headingOf, printHeading } from './heading.ts'
import { planSynopsis, printSynopsis } from './synopsis.ts'

/** What a product is made from. */
export interface ProductRequest {
  seed: number
  /** The zones of the product, in order of id; all of one office and one product. */
  zones: readonly ForecastZone[]
  issuedAt: number
  expiresAt: number
}

/** An office's product, whole and by blocks. */
export interface GeneratedProduct {
  /** As the products API sends it: a blank line, a sequence number, then the text. */
  text: string
  synopsis: { zone: string; text: string }
  /** In printed order. */
  blocks: { zones: readonly ForecastZone[]; forecast: GeneratedForecast }[]
}

/** Makes the product that holds all the zones; every block equals the one in its zones' files. */
export function generateProduct({ seed, zones, issuedAt, expiresAt }: ProductRequest): GeneratedProduct {
  const [leader] = zones
  if (!leader) throw new RangeError('a product without zones')
  const blocks = groupZones(zones, seed).map((group) => {
    const zone = group[0] ?? leader
    return { zones: group, forecast: generateForecast({ seed, zone, issuedAt, expiresAt, block: group }) }
  })
  const random = seeded('product', seed, leader.id, issuedAt)
  const synopsis = planSynopsis(zones, random)
  const text = [
    '',
    sequenceLine(random),
    printHeading(headingOf(leader), leader, issuedAt),
    '',
    printSynopsis({ ...synopsis, leader, issuedAt, expiresAt }),
    ...blocks.map(({ forecast }) => forecast.block),
  ].join('\n')
  return { text, synopsis, blocks }
}

/** Which zones share a forecast: neighbours near the lakes' shores, elsewhere each has its own. */
export function groupZones(zones: readonly ForecastZone[], seed: number): ForecastZone[][] {
  const groups: ForecastZone[][] = []
  for (const zone of zones) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (group && last && sharesText(last, zone, group.length, seed)) group.push(zone)
    else groups.push([zone])
  }
  return groups
}

function sharesText(last: ForecastZone, zone: ForecastZone, size: number, seed: number): boolean {
  if (zone.kind !== 'nearshore' || size >= 3 || last.timeZone !== zone.timeZone) return false
  const isNeighbour =
    Number(zone.id.slice(3)) === Number(last.id.slice(3)) + 1 && zone.id.slice(0, 3) === last.id.slice(0, 3)
  return isNeighbour && seeded('group', seed, zone.id).chance(0.5)
}

const sequenceLine = (random: Random): string =>
  `${String(random.pick([0, random.int(1, 999)])).padStart(3, '0')} `
