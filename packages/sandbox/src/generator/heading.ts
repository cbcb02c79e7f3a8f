import type { ForecastZone } from './forecast-zone.ts'
import { dayHourMinute } from './local-time.ts'
import { callSignOf, officeNames } from './offices.ts'
import { printedClocks } from './print-block.ts'
import { wrap } from './wrap.ts'

/** Types of product that hold marine forecasts. */
export type ProductCode = 'CWF' | 'NSH' | 'GLF' | 'OFF'

/** What the heading of a zone's product says, besides when. */
export interface Heading {
  code: ProductCode
  /** WMO heading: `FZUS51`. */
  wmo: string
  /** Six letters: `CWFLWX`, `OFFNT1`. */
  awips: string
  callSign: string
  title: string
  officeName: string
  /** What lies below the issuance line: the area, and words on how to read the waves. */
  preamble: string[]
}

const codes: Record<ForecastZone['kind'], ProductCode> = {
  coastal: 'CWF',
  nearshore: 'NSH',
  'great-lakes': 'GLF',
  offshore: 'OFF',
  'high-seas': 'OFF',
}

const titles: Record<ProductCode, string> = {
  CWF: 'Coastal Waters Forecast',
  NSH: 'Nearshore Marine Forecast',
  GLF: 'Open Lake Forecast',
  OFF: 'Offshore Waters Forecast',
}

// Three offices send two products each, and no caller can tell from an office which of them holds a zone.
const splitOffices: Record<string, { at: number; below: string; above: string }> = {
  AFC: { at: 750, below: 'CWFAER', above: 'CWFALU' },
  AFG: { at: 850, below: 'CWFNSB', above: 'CWFWCZ' },
  AJK: { at: 600, below: 'CWFAJK', above: 'CWFAEG' },
}

/** The type of product that holds a zone. */
export const codeOf = ({ kind }: Pick<ForecastZone, 'kind'>): ProductCode => codes[kind]

/** The heading of the product that holds a zone. */
export function headingOf(zone: ForecastZone): Heading {
  const code = codeOf(zone)
  return {
    code,
    wmo: wmoOf(zone, code),
    awips: awipsOf(zone, code),
    callSign: callSignOf(zone.office),
    title: titles[code],
    officeName: `National Weather Service ${officeNames[zone.office] ?? zone.office}`,
    preamble: preambles[code],
  }
}

/** Prints a heading from its WMO line to the end of its preamble. */
export function printHeading(heading: Heading, zone: ForecastZone, issuedAt: number): string {
  return [
    `${heading.wmo} ${heading.callSign} ${dayHourMinute(issuedAt)}`,
    heading.awips,
    '',
    heading.title,
    heading.officeName,
    printedClocks(zone, issuedAt),
    '',
    ...heading.preamble.flatMap((paragraph, index) => [...(index > 0 ? [''] : []), ...wrap(paragraph)]),
  ].join('\n')
}

function awipsOf({ id, office, product }: ForecastZone, code: ProductCode): string {
  const split = splitOffices[office]
  if (code === 'CWF' && split) return Number(id.slice(3)) < split.at ? split.below : split.above
  return product ?? `${code}${office}`
}

const lakeNumbers: Record<string, string> = { LS: '1', LM: '3', LH: '3', LE: '1', LC: '3', LO: '1', SL: '1' }

function wmoOf({ id, office }: ForecastZone, code: ProductCode): string {
  const area = id.slice(0, 2)
  if (code === 'OFF') return area === 'PZ' ? 'FZPN25' : area === 'PK' ? 'FZAK69' : 'FZNT22'
  if (area === 'PK') return office === 'AJK' ? 'FZAK51' : 'FZAK52'
  if (area === 'PH') return 'FZHW50'
  if (area === 'PM') return 'FZMY50'
  if (area === 'PS') return 'FZZS50'
  if (office === 'SJU') return 'FZCA52'
  const lakes = code === 'GLF' ? '6' : '5'
  if (area.startsWith('L') || area === 'SL') return `FZUS${lakes}${lakeNumbers[area] ?? '3'}`
  const coast: Record<string, string> = { AN: '1', AM: '2', GM: '4', PZ: '6' }
  return `FZUS5${coast[area] ?? '1'}`
}

const significantHeight =
  'Seas are reported as significant wave height, which is the average of the highest third of the waves.'

const preambles: Record<ProductCode, string[]> = {
  CWF: ['Coastal waters and bays of this office out to 60 NM', significantHeight],
  NSH: [
    'For waters within five nautical miles of shore',
    'Waves are provided as a range of significant wave heights, which is the average of the highest 1/3 of the waves.',
  ],
  GLF: ['For waters beyond five nautical miles of shore'],
  OFF: [significantHeight],
}
