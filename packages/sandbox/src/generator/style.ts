// How an office types its forecasts. Each style is one that offices use today; none mixes two.
import type { ForecastZone } from './forecast-zone.ts'

/** The waters that have a style of their own. */
export type StyleName = 'east' | 'alaska' | 'california' | 'northwest' | 'lakes' | 'hawaii' | 'offshore'

/** The choices an office makes once and for all. */
export interface Style {
  name: StyleName
  /** `NE` or `Northeast`. */
  fullDirections: boolean
  knots: 'kt' | 'knots'
  feet: 'ft' | 'feet'
  windWord: 'winds' | 'wind'
  seaWord: 'Seas' | 'Waves' | 'Wind waves' | 'Combined seas'
  /** `SATURDAY NIGHT` or `SAT NIGHT`. */
  fullDays: boolean
  /** Swell in a sentence of its own, a `Wave Detail:` list, or neither. */
  swell: 'none' | 'sentence' | 'wave-detail'
  /** `15 to 20 kt` or one number. */
  ranges: boolean
  sky: boolean
}

const base: Style = {
  name: 'east',
  fullDirections: false,
  knots: 'kt',
  feet: 'ft',
  windWord: 'winds',
  seaWord: 'Seas',
  fullDays: false,
  swell: 'none',
  ranges: true,
  sky: false,
}

const styles: Record<StyleName, Style> = {
  east: base,
  alaska: { ...base, name: 'alaska', windWord: 'wind', ranges: false },
  california: { ...base, name: 'california', seaWord: 'Wind waves', swell: 'sentence' },
  northwest: { ...base, name: 'northwest', windWord: 'wind', swell: 'wave-detail' },
  lakes: {
    ...base,
    name: 'lakes',
    fullDirections: true,
    knots: 'knots',
    feet: 'feet',
    windWord: 'wind',
    seaWord: 'Waves',
    fullDays: true,
    sky: true,
  },
  hawaii: { ...base, name: 'hawaii', fullDirections: true, knots: 'knots', feet: 'feet', fullDays: true },
  offshore: { ...base, name: 'offshore' },
}

/** The style in which the zone's office types, `Waves` for waters that are enclosed. */
export function styleOf(zone: ForecastZone): Style {
  const style = styles[styleName(zone)]
  return style.seaWord === 'Seas' && isSheltered(zone) ? { ...style, seaWord: 'Waves' } : style
}

function styleName({ id, kind, office }: ForecastZone): StyleName {
  if (kind === 'nearshore' || kind === 'great-lakes') return 'lakes'
  if (id.startsWith('PK')) return 'alaska'
  if (kind === 'offshore') return 'offshore'
  if (id.startsWith('PH') || id.startsWith('PM') || id.startsWith('PS')) return 'hawaii'
  if (!id.startsWith('PZ')) return 'east'
  return office === 'LOX' || office === 'SGX' ? 'california' : 'northwest'
}

/** Bays, rivers and sounds, where waves stay small. */
export const isSheltered = ({ name, kind }: ForecastZone): boolean =>
  kind === 'coastal' &&
  /\b(bay|river|harbor|harbour|sound|inlet|canal|channel|strait|lake|pass|hood|potomac)\b/i.test(name)
