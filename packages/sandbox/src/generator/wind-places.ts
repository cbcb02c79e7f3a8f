// Winds that differ from place to place: steps in the order printed, the place in `when`.
import type { WindStep } from '../../../../src/sources/marine/schema.ts'
import type { Random } from '../random.ts'
import { turned } from './compass.ts'
import { printSpeed, printSubject, type WindText } from './print-wind.ts'
import { speedsOf, type WindPlan } from './wind.ts'

const waters = ['N of 20N', 'E of 70W', 'W of 160W', 'S of 30N']

/** Two winds at once where a forecast would tell them apart, null for most periods. */
export function planWindByPlace({ level, from, style }: WindPlan, random: Random): WindText | null {
  const speeds = speedsOf(level, style).filter(({ min }) => min > 0)
  const [one, other] = [random.pick(speeds), random.pick(speeds)]
  if (level === 'calm' || one === other || !random.chance(style.name === 'offshore' ? 0.08 : 0.02))
    return null
  const step = (direction: string, speedKt: WindStep['speedKt'], when: string | null): WindStep => ({
    direction,
    speedKt,
    gustKt: null,
    when,
  })
  if (style.name === 'offshore') {
    const place = random.pick(waters)
    const here = step(from, one, place.toLowerCase())
    const elsewhere = step(turned(from, random.pick([0, 1, -1])), other, 'elsewhere')
    const sentences = [
      `${place}, ${within(printSubject(here, style, random))}`,
      `Elsewhere, ${within(printSubject(elsewhere, style, random))}`,
    ]
    return { steps: [here, elsewhere], sentences }
  }
  const place = random.pick(['near the outer capes', 'near the entrances'])
  const steps = [step(from, one, null), step(from, other, place)]
  const text = `${printSubject(steps[0] as WindStep, style, random)}, except ${printSpeed(other, style, random)} ${place}`
  return { steps, sentences: [text] }
}

/** The same words behind a comma: a noun that stood first loses its capital, a direction keeps it. */
const within = (subject: string): string => subject.replace(/^Winds? /, (noun) => noun.toLowerCase())
