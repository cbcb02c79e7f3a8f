// The current products of each office, generated on first use and kept until the next issuance.
import { allZones, zoneById } from '../../../../src/sources/marine/catalogue/zones.ts'
import type { ForecastZone } from '../generator/forecast-zone.ts'
import { codeOf, type Heading, headingOf } from '../generator/heading.ts'
import { type GeneratedProduct, generateProduct } from '../generator/product.ts'
import { createMemo } from '../memo.ts'
import { seededHex } from '../random.ts'
import type { UpstreamOptions } from '../sandbox.ts'
import { latestIssuance } from './issuance.ts'

/** One product as the products API lists it. */
export interface ProductEntry {
  id: string
  heading: Heading
  office: string
  zones: readonly ForecastZone[]
  issuedAt: number
  expiresAt: number
}

/** All products of all offices. */
export interface OfficeProducts {
  /** The last three issuances of every product of a type from an office, newest first; empty when it sends none. */
  list(code: string, office: string): ProductEntry[]
  /** The entry of an id that `list` gives. */
  byId(id: string): ProductEntry | undefined
  /** The newest entry of the product that holds a zone, undefined for an unknown zone. */
  holding(zoneId: string): ProductEntry | undefined
  /** The product itself. */
  open(entry: ProductEntry): GeneratedProduct
}

const keptIssuances = 3
const keptProducts = 400

/** Generates the products of the offices on demand. */
export function createOfficeProducts({ now, seed }: UpstreamOptions): OfficeProducts {
  const made = createMemo<GeneratedProduct>(keptProducts)
  const named = createMemo<ProductEntry[]>(keptProducts)
  let zonesByKey: Map<string, ForecastZone[]> | null = null

  const groups = (): Map<string, ForecastZone[]> => {
    zonesByKey ??= Map.groupBy(allZones(), keyOf)
    return zonesByKey
  }
  const entries = (key: string, issuances = keptIssuances): ProductEntry[] => {
    const zones = groups().get(key) ?? []
    const [leader] = zones
    if (!leader) return []
    const heading = headingOf(leader)
    const newest = latestIssuance(heading.awips, now()).issuedAt
    const last = named(`${key} ${newest}`, () =>
      Array.from({ length: keptIssuances }, (_, earlier) => {
        const times = latestIssuance(heading.awips, now(), earlier)
        return { id: uuid(seed, key, times.issuedAt), heading, office: leader.office, zones, ...times }
      }),
    )
    return last.slice(0, issuances)
  }
  return {
    list: (code, office) =>
      [...groups().keys()]
        .filter((key) => key.startsWith(`${code} ${office} `))
        .flatMap((key) => entries(key))
        .sort((one, other) => other.issuedAt - one.issuedAt),
    byId: (id) => [...groups().keys()].flatMap((key) => entries(key)).find((entry) => entry.id === id),
    holding: (zoneId) => {
      const zone = zoneById(zoneId)
      return zone && entries(keyOf(zone), 1)[0]
    },
    open: ({ id, zones, issuedAt, expiresAt }) =>
      made(id, () => generateProduct({ seed, zones, issuedAt, expiresAt })),
  }
}

const keyOf = (zone: ForecastZone): string => `${codeOf(zone)} ${zone.office} ${headingOf(zone).awips}`

function uuid(...parts: (string | number)[]): string {
  const hex = seededHex(32, 'product', ...parts)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
