import { sameCodeOf, textPathOf, type ZoneKind } from './zone-rules.ts'

/** A zone of the catalogue, with everything except the host that serves its text. */
export interface ZoneRecord {
  readonly id: string
  readonly name: string
  readonly kind: ZoneKind
  /** Three letters. */
  readonly office: string
  readonly lat: number | null
  readonly lon: number | null
  /** IANA name; null for the offshore zones. */
  readonly timeZone: string | null
  readonly sameCode: string | null
  /** Relative to the text server's marine folder. */
  readonly textPath: string
  /** AWIPS id of the product that contains the zone (`OFFNT3`), if the list has it. */
  readonly product: string | null
}

/** Reads the lines of the data file into records in order of id. */
export function readZones(data: string): ZoneRecord[] {
  const zones: ZoneRecord[] = []
  let kind: ZoneKind = 'coastal'
  let [office, timeZone, product] = ['', '', '']
  for (const line of data.split('\n')) {
    const [first = '', second = '', third = '', fourth = ''] = line.split('|')
    if (first.startsWith('#')) {
      kind = first.slice(1) as ZoneKind
      office = second
      timeZone = third
      product = fourth
      continue
    }
    zones.push({
      id: first,
      name: fourth,
      kind,
      office,
      lat: second === '' ? null : Number(second),
      lon: third === '' ? null : Number(third),
      timeZone: timeZone === '' ? null : timeZone,
      sameCode: sameCodeOf(first, kind),
      textPath: textPathOf(first, kind),
      product: product === '' ? null : product,
    })
  }
  return zones.sort((a, b) => (a.id < b.id ? -1 : 1))
}
