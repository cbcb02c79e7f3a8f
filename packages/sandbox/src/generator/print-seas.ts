import type { SeaStep, WaveDetail } from '../../../../src/sources/marine/schema.ts'
import type { Random } from '../random.ts'
import { printDirection } from './compass.ts'
import { laterWords } from './moments.ts'
import type { PeriodSlot } from './periods.ts'
import type { Style } from './style.ts'

type Height = NonNullable<SeaStep['heightFt']>

/** Prints steps of seas as one sentence. */
export function printSeas(steps: readonly SeaStep[], style: Style, random: Random): string[] {
  const [first, second, third] = steps
  if (!first) return []
  if (!first.heightFt) {
    if (!second?.heightFt) return []
    const start = `${style.seaWord} building to ${amount(second.heightFt, style, random)}`
    return [second.when === null ? start : `${start} ${second.when}`]
  }
  let text = `${style.seaWord} ${opening(first.heightFt, style, random)}`
  const after: string[] = []
  if (first.occasionalFt !== null) {
    if (!second && random.chance(0.2)) after.push(`Occasional seas to ${first.occasionalFt} ${style.feet}`)
    else text += ` occasionally to ${first.occasionalFt} ${style.feet}`
  }
  if (first.dominantPeriodS !== null) {
    const seconds = `${first.dominantPeriodS} seconds`
    if (!second && random.chance(0.3)) after.push(`Dominant period ${seconds}`)
    else text += `${random.pick([' with a dominant period of', ', dominant period'])} ${seconds}`
  }
  if (second?.heightFt) {
    const isPlace = second.when?.startsWith('near ') === true
    text += isPlace
      ? `, except ${amount(second.heightFt, style, random)}`
      : changeTo(first.heightFt, second.heightFt, style, random)
    if (second.when !== null) text += ` ${second.when}`
    if (third?.heightFt) {
      text += `, then ${third.heightFt.max > second.heightFt.max ? 'building' : 'subsiding'} to `
      text += `${amount(third.heightFt, style, random)} ${third.when ?? ''}`.trimEnd()
    }
  } else if (after.length === 0 && first.heightFt.min >= 2 && random.chance(0.04)) {
    // A change without a target tells no new height.
    text += random.pick([' subsiding', ' subsiding late'])
  }
  return [text, ...after]
}

function opening(given: Height, style: Style, random: Random): string {
  if (given.max === 0) return 'flat'
  const how = amount(given, style, random)
  return random.chance(0.2) && /^\d+ (?!to)/.test(how) ? `around ${how}` : how
}

function amount({ min, max }: Height, { feet }: Style, random: Random): string {
  if (max === 0) return 'flat'
  const unit = feet === 'feet' && max === 1 ? 'foot' : feet
  if (min === 0) return random.chance(0.8) || max > 1 ? `${max} ${unit} or less` : `less than ${max} ${unit}`
  return min === max ? `${max} ${unit}` : `${min} to ${max} ${unit}`
}

function changeTo(before: Height, next: Height, style: Style, random: Random): string {
  const how = amount(next, style, random)
  if (next.max === 0 || how.startsWith('less') || before.max === 0) return `, becoming ${how}`
  const grows = next.max > before.max || (next.max === before.max && next.min > before.min)
  const verb = random.pick(
    grows ? ['building to', 'increasing to'] : ['subsiding to', 'subsiding to', 'diminishing to'],
  )
  return random.pick([` ${verb} ${how}`, `, ${verb} ${how}`, `, becoming ${how}`, ` then ${how}`])
}

/** Prints swell: a list behind `Wave Detail:`, or sentences of its own. */
export function printSwell(
  details: readonly WaveDetail[],
  slot: PeriodSlot,
  style: Style,
  random: Random,
): string[] {
  const [first, second] = details
  if (!first) return []
  if (second?.periodS === null && second.heightFt && first.heightFt) {
    const verb = second.heightFt.max > first.heightFt.max ? 'building to' : 'subsiding to'
    const when = laterWords(slot, random)
    const change = `${verb} ${plain(second.heightFt)} ${style.feet}${when === null ? '' : ` ${when}`}`
    return [`${swellSentence(first, style)}, ${change}`]
  }
  const trains = details.map((detail) => train(detail, style))
  const last = trains.pop() ?? ''
  const list = trains.length === 0 ? last : `${trains.join(', ')} and ${last}`
  if (style.swell === 'wave-detail') return [`Wave Detail: ${list}`]
  if (details.length > 1) return [`Mixed swell ${list}`]
  return [random.chance(0.3) ? `Swell ${list}` : swellSentence(first, style)]
}

const swellSentence = ({ direction, heightFt, periodS }: WaveDetail, { feet }: Style): string =>
  `${printDirection(direction ?? '', false)} swell ${heightFt ? plain(heightFt) : ''} ${feet} at ${periodS} seconds`

const plain = ({ min, max }: Height): string => (min === max ? `${max}` : `${min} to ${max}`)

const train = ({ direction, heightFt, periodS }: WaveDetail, { feet }: Style): string =>
  `${printDirection(direction ?? '', false)} ${heightFt ? plain(heightFt) : ''} ${feet} at ${periodS} seconds`
