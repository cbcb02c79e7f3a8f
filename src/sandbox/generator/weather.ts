import type { Random } from '../random.ts'
import type { PeriodSlot } from './periods.ts'
import type { Style } from './style.ts'

export interface WeatherPlan {
  /** Sentences as printed, without their stops. */
  sentences: string[]
  visibilityNm: { min: number; max: number } | null
}

const wet = ['rain', 'showers', 'drizzle']
const chances = ['A chance of', 'A slight chance of', 'Scattered', 'Isolated', '']
const skies = ['Sunny', 'Mostly sunny', 'Partly sunny', 'Mostly cloudy', 'Cloudy']
const nightSkies = ['Clear', 'Mostly clear', 'Partly cloudy', 'Mostly cloudy', 'Cloudy']

/** Decides the weather of a period and how far one sees in it; most periods have none. */
export function planWeather(slot: PeriodSlot, style: Style, isFrosty: boolean, random: Random): WeatherPlan {
  const sentences: string[] = []
  if (style.sky) sentences.push(random.pick(slot.part === 'night' ? nightSkies : skies))
  if (random.chance(0.3)) sentences.push(precipitation(slot, isFrosty, random))
  let visibilityNm: WeatherPlan['visibilityNm'] = null
  if (random.chance(0.1)) {
    const thick = random.chance(0.5)
    sentences.push(thick ? 'Areas of dense fog' : `Patchy fog${time(slot, random)}`)
    if (thick) visibilityNm = { min: 0, max: 1 }
    else if (random.chance(0.5)) visibilityNm = { min: 1, max: random.int(3, 5) }
  }
  return { sentences, visibilityNm }
}

/** Prints how far one sees. */
export function printVisibility(visibilityNm: WeatherPlan['visibilityNm'], random: Random): string[] {
  if (!visibilityNm) return []
  const { min, max } = visibilityNm
  const word = random.pick(['Vsby', 'Vsby', 'Visibility'])
  const unit = random.pick(['nm', 'nm', 'NM'])
  return [min === 0 ? `${word} ${max} ${unit} or less` : `${word} ${min} to ${max} ${unit}`]
}

function precipitation(slot: PeriodSlot, isFrosty: boolean, random: Random): string {
  const kinds = isFrosty
    ? ['snow', 'rain', 'snow showers', 'snow and sleet']
    : [...wet, 'tstms', 'showers and tstms']
  const kind = random.pick(kinds)
  const fitting =
    kind.includes('showers') || kind.includes('tstms') ? chances : chances.slice(0, 2).concat('')
  const chance = random.pick(fitting)
  const text = chance === '' ? kind.charAt(0).toUpperCase() + kind.slice(1) : `${chance} ${kind}`
  return `${text}${time(slot, random)}`
}

function time(slot: PeriodSlot, random: Random): string {
  if (slot.part === 'both' || random.chance(0.6)) return ''
  return ` ${slot.part === 'night' ? random.pick(['in the evening', 'after midnight']) : random.pick(['in the morning', 'in the afternoon'])}`
}
