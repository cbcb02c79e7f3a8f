import type { Period } from '../../../../src/sources/marine/schema.ts'
import type { Random } from '../random.ts'
import type { Level } from './level.ts'
import { isoInstant } from './local-time.ts'
import type { PeriodSlot } from './periods.ts'
import { printSeas, printSwell } from './print-seas.ts'
import { printWind } from './print-wind.ts'
import { planSeas } from './seas.ts'
import type { Style } from './style.ts'
import { planSwell } from './swell.ts'
import type { WeatherPlan } from './weather.ts'
import { planWind } from './wind.ts'
import { planWindByPlace } from './wind-places.ts'

/** What a period follows from. */
export interface PeriodPlan {
  slot: PeriodSlot
  level: Level
  from: string
  weather: WeatherPlan
  style: Style
  isSheltered: boolean
  areLagoonsNear: boolean
}

/** Makes one period: its values, and the text they are printed as. */
export function makePeriod(plan: PeriodPlan, random: Random): Period {
  const { slot, level, from, weather } = plan
  // Where swell is forecast apart, some periods put all waves into one number.
  const isCombined = plan.style.swell === 'sentence' && random.chance(0.25)
  const style: Style = isCombined ? { ...plan.style, seaWord: 'Combined seas', swell: 'none' } : plan.style
  const course = { level, from, slot, style }
  const wind = planWindByPlace(course, random) ?? printWind(planWind(course, random), slot, style, random)
  const seas = planSeas({ level, isSheltered: plan.isSheltered, slot, style }, random)
  const waveDetail = plan.isSheltered ? [] : planSwell(from, style, random)
  // Around the lakes the sky stands between wind and waves.
  const sentences = [
    ...wind.sentences,
    ...weather.sky,
    ...printSeas(seas, style, random),
    ...printSwell(waveDetail, slot, style, random),
    ...chop(plan, random),
    ...weather.sentences,
  ]
  return {
    name: slot.name,
    startsAt: isoInstant(slot.startsAt),
    endsAt: isoInstant(slot.endsAt),
    text: sentences.map((sentence) => `${sentence}.`).join(' '),
    wind: wind.steps,
    seas,
    waveDetail,
    visibilityNm: weather.visibilityNm,
    weather: weather.phrases,
    unparsed: [],
  }
}

// Words for the water's face, as Florida prints them: they give no height, and a reader finds no value in them.
function chop({ style, level, areLagoonsNear }: PeriodPlan, random: Random): string[] {
  if (!areLagoonsNear || style.name !== 'east' || !random.chance(0.4)) return []
  const face = level === 'calm' || level === 'light' ? 'a light chop' : 'a moderate chop'
  return [`Intracoastal waters ${face}`]
}
