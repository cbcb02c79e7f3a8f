import type { WindStep } from '../../../../src/sources/marine/schema.ts'
import type { Random } from '../random.ts'
import { isClockwise, printDirection } from './compass.ts'
import { earlierWords } from './moments.ts'
import type { PeriodSlot } from './periods.ts'
import type { Style } from './style.ts'

type Speed = NonNullable<WindStep['speedKt']>

/** A wind as printed, with what a reader finds in it. */
export interface WindText {
  sentences: string[]
  /** The steps as a reader of the sentences finds them; a gust that changes makes one more than were planned. */
  steps: WindStep[]
}

/** Prints steps of wind in one of the ways that offices do. */
export function printWind(
  planned: readonly WindStep[],
  slot: PeriodSlot,
  style: Style,
  random: Random,
): WindText {
  const steps = planned.map((step) => ({ ...step }))
  const [first, second] = steps
  if (!first) return { sentences: [], steps }
  const onlyFirst = steps.slice(1).every(({ gustKt }) => gustKt === null)
  const apart = first.gustKt !== null && first.when === null && onlyFirst && random.chance(0.3)
  const apartLater =
    !apart && second?.when && second.gustKt !== null && steps.length === 2 && random.chance(0.3)

  let text = `${printSubject(first, style, random)}${apart ? '' : inlineGust(first, style, random)}${time(first)}`
  steps.slice(1).forEach((step, index) => {
    const before = steps[index] ?? first
    const joint = before.speedKt === null ? ' ' : random.pick(index > 0 ? [...joints, ' and '] : joints)
    const gust = apartLater ? '' : inlineGust(step, style, random)
    text += `${joint}${changeTo(before, step, style, random)}${gust}${time(step)}`
  })
  if (!second && first.gustKt === null && first.speedKt && first.speedKt.max >= 15 && random.chance(0.03)) {
    // A change without a target starts no step, and its time belongs to none.
    text += random.pick([' diminishing', ' diminishing late', ', easing late'])
  }
  const sentences = [text]
  if (apart) sentences.push(gustSentence(steps, slot, style, random))
  if (apartLater)
    sentences.push(`Gusts ${random.pick(['up to', 'to'])} ${second.gustKt} ${style.knots} ${second.when}`)
  return { sentences, steps }
}

const joints = [' ', ', ', ', ', '...', '... ', ', then ']

const time = ({ when }: WindStep): string => (when === null ? '' : ` ${when}`)

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Prints the first words about a wind: `NE winds 15 to 20 kt`. */
export function printSubject({ direction, speedKt }: WindStep, style: Style, random: Random): string {
  if (direction === null) return `Light ${style.windWord}`
  const { windWord, knots } = style
  if (speedKt === null) {
    if (direction === 'VARIABLE') return `Light and variable ${windWord}`
    return `${capital(printDirection(direction, style.fullDirections))} ${windWord}`
  }
  if (direction === 'VARIABLE') {
    const words = random.chance(0.5) ? `Variable ${windWord}` : `${capital(windWord)} variable`
    return `${words} ${amount(speedKt, style, random, true)}`
  }
  const from = capital(printDirection(direction, style.fullDirections))
  if (speedKt.min === speedKt.max && speedKt.min >= 35 && speedKt.min <= 45 && random.chance(0.3)) {
    return `${from} gales ${speedKt.min} ${knots}`
  }
  if (random.chance(0.06)) {
    const first = printDirection(direction, style.fullDirections)
    return `${capital(windWord)} ${first} ${amount(speedKt, style, random, true)}`
  }
  return `${from} ${windWord} ${amount(speedKt, style, random, true)}`
}

/** Prints a speed alone: `15 to 20 kt`. */
export const printSpeed = (speed: Speed, style: Style, random: Random): string =>
  amount(speed, style, random, false)

function amount({ min, max }: Speed, { knots }: Style, random: Random, opens: boolean): string {
  if (min === 0 && max > 0) {
    const forms = [`${max} ${knots} or less`, `less than ${max} ${knots}`]
    if (opens) forms.push(`up to ${max} ${knots}`, `to ${max} ${knots}`)
    return random.pick(forms)
  }
  if (min !== max) return `${min} to ${max} ${knots}`
  return `${random.pick(['', '', '', '', '', 'around ', 'around ', 'near '])}${min} ${knots}`
}

function changeTo(before: WindStep, step: WindStep, style: Style, random: Random): string {
  const turns = step.direction !== before.direction
  if (step.speedKt === null) return 'becoming light and variable'
  const to = printDirection(step.direction ?? '', style.fullDirections)
  const sameSpeed = step.speedKt?.min === before.speedKt?.min && step.speedKt?.max === before.speedKt?.max
  if (sameSpeed) {
    const turning = isClockwise(before.direction, step.direction) ? 'veering' : 'backing'
    return random.pick([`becoming ${to}`, `becoming ${to}`, `shifting to ${to}`, `${turning} ${to}`])
  }
  const how = amount(step.speedKt, style, random, false)
  if (turns) return random.pick([`becoming ${to} ${how}`, `becoming ${to} ${how}`, `shifting ${to} ${how}`])
  const [was, is] = [before.speedKt, step.speedKt]
  const grows = !was || is.max > was.max || (is.max === was.max && is.min > was.min)
  if (was === null) return `${random.pick(['increasing to', 'rising to'])} ${how}`
  const verbs = grows
    ? ['increasing to', 'increasing to', 'rising to', 'becoming']
    : ['diminishing to', 'decreasing to', 'easing to', 'becoming']
  return `${random.pick(verbs)} ${how}`
}

function inlineGust({ gustKt }: WindStep, { knots, name }: Style, random: Random): string {
  if (gustKt === null) return ''
  const words = ['with gusts to', 'with gusts up to', 'with gusts to']
  if (name === 'lakes') words.push('with gusts to around')
  return ` ${random.pick(words)} ${gustKt} ${knots}`
}

/** A sentence for the gust of the first step; one that changes adds a step with the wind repeated. */
function gustSentence(steps: WindStep[], slot: PeriodSlot, { knots }: Style, random: Random): string {
  const [first, second] = steps
  const gust = first?.gustKt ?? 0
  const opening = `Gusts ${random.pick(['up to', 'up to', 'to'])} ${gust} ${knots}`
  const early = earlierWords(slot)
  if (second) {
    // Behind a wind that changes, the sentence must say that it means the time before, or it means the last step.
    if (early !== null && /midnight|afternoon/.test(second.when ?? '')) {
      return `${opening} ${early}`
    }
    for (const step of steps) step.gustKt = null
    steps.splice(-1, 1, { ...(steps.at(-1) ?? second), gustKt: gust })
    return opening
  }
  // A stronger gust must not outgrow the headline of its level.
  if (first && slot.part !== 'both' && [25, 40, 55].includes(gust) && random.chance(0.4)) {
    const when = slot.part === 'night' ? 'after midnight' : 'in the afternoon'
    steps.push({ ...first, gustKt: gust + 5, when })
    return `${opening}${random.pick(['... ', '...'])}increasing to ${gust + 5} ${knots} ${when}`
  }
  return early !== null && random.chance(0.4) ? `${opening} ${early}` : opening
}
