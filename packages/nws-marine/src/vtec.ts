import type { HazardKind } from './parsed.ts'

/** A P-VTEC string (NWS directive 10-1703): the hazard it codes, what is done to it, and its exact times. */
export interface Vtec {
  kind: HazardKind
  action: string
  /** Epoch ms; null when it began earlier. */
  from: number | null
  /** Epoch ms; null for until further notice. */
  until: number | null
}

const line = /^\/([OTEX])\.([A-Z]{3})\.[A-Z]{4}\.([A-Z]{2}\.[A-Z])\.\d{4}\.(\d{6}T\d{4})Z-(\d{6}T\d{4})Z\/$/

// Phenomenon and significance.
const kinds = new Map<string, HazardKind>(
  Object.entries({
    'SC.Y': 'small-craft-advisory',
    'SI.Y': 'small-craft-advisory',
    'SW.Y': 'small-craft-advisory',
    'RB.Y': 'small-craft-advisory',
    'GL.A': 'gale-watch',
    'GL.W': 'gale-warning',
    'SR.A': 'storm-watch',
    'SR.W': 'storm-warning',
    'HF.A': 'hurricane-force-wind-watch',
    'HF.W': 'hurricane-force-wind-warning',
    'TR.A': 'tropical-storm-watch',
    'TR.W': 'tropical-storm-warning',
    'HU.A': 'hurricane-watch',
    'HU.W': 'hurricane-warning',
    'UP.A': 'heavy-freezing-spray-watch',
    'UP.W': 'heavy-freezing-spray-warning',
    'UP.Y': 'freezing-spray-advisory',
    'MF.Y': 'dense-fog-advisory',
    'FG.Y': 'dense-fog-advisory',
    'ZF.Y': 'dense-fog-advisory',
    'MS.Y': 'dense-smoke-advisory',
    'SM.Y': 'dense-smoke-advisory',
    'MH.Y': 'ashfall-advisory',
    'AF.Y': 'ashfall-advisory',
    'LO.Y': 'low-water-advisory',
    'BW.Y': 'brisk-wind-advisory',
    'SE.A': 'hazardous-seas-watch',
    'SE.W': 'hazardous-seas-warning',
    'MA.W': 'special-marine-warning',
  }),
)

/** Reads a P-VTEC string; null for anything else, for a test message, and for a code that is not a watch, warning or advisory. */
export function readVtec(text: string): Vtec | null {
  const found = line.exec(text)
  if (found === null) return null
  const [, product, action = '', code = '', from = '', until = ''] = found
  if (product === 'T' || !/[AWY]$/.test(code)) return null
  return { kind: kinds.get(code) ?? 'other', action, from: instantOf(from), until: instantOf(until) }
}

/** Has the hazard been cancelled, replaced, or expired by `issuedAt`? */
export function isOver({ action, until }: Vtec, issuedAt: number | null): boolean {
  if (action === 'CAN' || action === 'UPG') return true
  // An expiry is announced up to half an hour ahead.
  return action === 'EXP' && (until === null || issuedAt === null || until <= issuedAt)
}

// "261121T0300", all zeros for no time.
function instantOf(printed: string): number | null {
  if (printed.startsWith('000000')) return null
  const [year, month, day, hour, minute] = [0, 2, 4, 7, 9].map((at) => Number(printed.slice(at, at + 2)))
  return Date.UTC(2000 + (year ?? 0), (month ?? 1) - 1, day, hour, minute)
}
