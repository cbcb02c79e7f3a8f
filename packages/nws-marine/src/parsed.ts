// The result of parsing a text: plain data, independent of the caller.

/** Kinds of hazards; `other` for a warning of any other kind. */
export const hazardKinds = [
  'small-craft-advisory',
  'small-craft-caution',
  'gale-watch',
  'gale-warning',
  'storm-watch',
  'storm-warning',
  'hurricane-force-wind-watch',
  'hurricane-force-wind-warning',
  'tropical-storm-watch',
  'tropical-storm-warning',
  'hurricane-watch',
  'hurricane-warning',
  'heavy-freezing-spray-watch',
  'heavy-freezing-spray-warning',
  'freezing-spray-advisory',
  'dense-fog-advisory',
  'dense-smoke-advisory',
  'ashfall-advisory',
  'low-water-advisory',
  'brisk-wind-advisory',
  'hazardous-seas-watch',
  'hazardous-seas-warning',
  'special-marine-warning',
  'other',
] as const
export type HazardKind = (typeof hazardKinds)[number]

/** A hazard in effect or expected; instants are RFC 3339, UTC. */
export interface Hazard {
  kind: HazardKind
  /** The headline that names it, else its VTEC string. */
  text: string
  from: string | null
  until: string | null
}

/** A printed range, both ends included. */
export interface Range {
  min: number
  max: number
}

/** The wind from one change to the next. */
export interface WindStep {
  direction: string | null
  speedKt: Range | null
  gustKt: number | null
  when: string | null
}

/** Combined seas, waves or wind waves from one change to the next. */
export interface SeaStep {
  heightFt: Range | null
  occasionalFt: number | null
  dominantPeriodS: number | null
  when: string | null
}

/** One swell or wave train. */
export interface WaveDetail {
  direction: string | null
  heightFt: Range | null
  periodS: number | null
}

/** One period of a forecast, typed. */
export interface ParsedPeriod {
  name: string
  startsAt: string | null
  endsAt: string | null
  text: string
  wind: WindStep[]
  seas: SeaStep[]
  waveDetail: WaveDetail[]
  visibilityNm: Range | null
  weather: string[]
  unparsed: string[]
  /** The position of each value in `text`; only with `ParseOptions.spans`. */
  spans?: { path: string; span: [start: number, end: number] }[]
}

/** The part of a product that belongs to one UGC line. */
export interface ParsedBlock {
  ugc: string | null
  zones: string[]
  names: string[]
  issuedAt: string | null
  expiresAt: string | null
  kind: 'forecast' | 'synopsis' | 'warning'
  vtec: string[]
  headlines: string[]
  hazards: Hazard[]
  synopsis: string | null
  periods: ParsedPeriod[]
  unparsed: string[]
}

/** A parsed product. */
export interface ParsedProduct {
  product: {
    wmo: string | null
    awips: string | null
    office: string | null
    issuedAt: string | null
    corrected: boolean
    headlines: string[]
    overview: string | null
    unparsed: string[]
  }
  blocks: ParsedBlock[]
}
