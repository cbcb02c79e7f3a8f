import type { Random } from '../random.ts'
import { weatherWords } from './moments.ts'
import type { PeriodSlot } from './periods.ts'
import type { Style } from './style.ts'

/** The weather of a period, as printed and as a reader finds it. */
export interface WeatherPlan {
  /** Each phrase as a reader finds it, in lower case. */
  phrases: string[]
  /** Where the state of the sky is printed, its sentence. */
  sky: string[]
  /** All other sentences, without their stops. */
  sentences: string[]
  visibilityNm: { min: number; max: number } | null
}

const wet = ['rain', 'showers', 'drizzle']
const chances = ['A chance of', 'A slight chance of', 'Scattered', 'Isolated', '']
const skies = ['Sunny', 'Mostly sunny', 'Partly sunny', 'Mostly cloudy', 'Cloudy']
const nightSkies = ['Clear', 'Mostly clear', 'Partly cloudy', 'Mostly cloudy', 'Cloudy']

/** Decides the weather of a period and how far one sees in it; most periods have none. */
export function planWeather(slot: PeriodSlot, style: Style, isFrosty: boolean, random: Random): WeatherPlan {
  const sky = style.sky ? [random.pick(slot.part === 'night' ? nightSkies : skies)] : []
  const plan: WeatherPlan = { phrases: [...sky], sky, sentences: [], visibilityNm: null }
  const say = (sentence: string, ...phrases: string[]): void => {
    plan.sentences.push(sentence)
    plan.phrases.push(...(phrases.length > 0 ? phrases : [sentence]))
  }
  if (slot.part === 'night' && !slot.isFirst && random.chance(0.03)) {
    say(
      'Isolated showers in the evening, then scattered showers after midnight',
      'isolated showers in the evening',
      'scattered showers after midnight',
    )
  } else if (random.chance(0.3)) say(precipitation(slot, isFrosty, random))
  if (random.chance(0.1)) addFog(plan, say, slot, random)
  return { ...plan, phrases: plan.phrases.map((phrase) => phrase.toLowerCase()) }
}

type Say = (sentence: string, ...phrases: string[]) => void

function addFog(plan: WeatherPlan, say: Say, slot: PeriodSlot, random: Random): void {
  if (random.chance(0.5)) {
    say(`Patchy fog${time(slot, random)}`)
    if (!random.chance(0.5)) return
    plan.visibilityNm = { min: 1, max: random.int(3, 5) }
  } else {
    plan.visibilityNm = { min: 0, max: 1 }
    if (random.chance(0.3)) {
      say('Dense fog with vsby 1 nm or less', 'dense fog')
      return
    }
    say('Areas of dense fog')
  }
  plan.sentences.push(printVisibility(plan.visibilityNm, random))
}

/** Prints how far one sees. */
function printVisibility({ min, max }: { min: number; max: number }, random: Random): string {
  const word = random.pick(['Vsby', 'Vsby', 'Visibility'])
  const unit = random.pick(['nm', 'nm', 'NM'])
  return min === 0 ? `${word} ${max} ${unit} or less` : `${word} ${min} to ${max} ${unit}`
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
  const words = random.chance(0.6) ? null : weatherWords(slot, random)
  return words === null ? '' : ` ${words}`
}
