import { seeded } from '../random.ts'
import type { ForecastZone } from './forecast-zone.ts'
import { headingOf, printHeading } from './heading.ts'

/** What a zone's file is put together from. */
export interface ZoneFileParts {
  seed: number
  zone: ForecastZone
  issuedAt: number
  expiresAt: number
  block: string
}

/** Prints a zone's file as the text server keeps it: expiry, the product's heading, two blank lines, the block. */
export function printZoneFile({ seed, zone, issuedAt, expiresAt, block }: ZoneFileParts): string {
  const stamp = new Date(expiresAt).toISOString().replaceAll(/[-T:]/g, '').slice(0, 12)
  const number = String(seeded('file', seed, zone.id, issuedAt).int(1_000, 999_999)).padStart(6, '0')
  return `Expires:${stamp};;${number}\n${printHeading(headingOf(zone), zone, issuedAt)}\n\n\n${block}`
}
