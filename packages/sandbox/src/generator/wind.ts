import type { WindStep } from '../../../../src/sources/marine/schema.ts'
import type { Random } from '../random.ts'
import { between, points, turned } from './compass.ts'
import type { Level } from './level.ts'
import { earlierWords, laterWords } from './moments.ts'
import type { PeriodSlot } from './periods.ts'
import type { Style } from './style.ts'

type Speed = NonNullable<WindStep['speedKt']>

const speed = (min: number, max = min): Speed => ({ min, max })

// What an office would forecast at each level. The largest number of a level never reaches the next one's headline.
const ranged: Record<Level, readonly Speed[]> = {
  calm: [speed(0, 5), speed(0, 10), speed(5), speed(5, 10)],
  light: [speed(5, 10), speed(10), speed(10, 15)],
  moderate: [speed(10, 15), speed(15), speed(5, 15)],
  advisory: [speed(15, 20), speed(20), speed(20, 25), speed(15, 25), speed(25), speed(20, 30)],
  gale: [speed(25, 35), speed(30, 40), speed(35), speed(30, 35), speed(40)],
  storm: [speed(40, 50), speed(45, 55), speed(50)],
  hurricane: [speed(55, 65), speed(60, 75), speed(65)],
}
const single: Record<Level, readonly Speed[]> = {
  calm: [speed(5), speed(10), speed(0, 10)],
  light: [speed(10)],
  moderate: [speed(15)],
  advisory: [speed(20), speed(25), speed(30)],
  gale: [speed(35), speed(40), speed(45)],
  storm: [speed(50), speed(55)],
  hurricane: [speed(65), speed(70)],
}

const gusts: Record<Level, readonly (number | null)[]> = {
  calm: [null],
  light: [null, null, null],
  moderate: [null, null, 20],
  advisory: [null, 25, 30, 30],
  gale: [null, 40, 45],
  storm: [null, 55, 60],
  hurricane: [null, 80, 90],
}

/** What the wind of a period follows from. */
export interface WindPlan {
  level: Level
  /** What it blows from at first. */
  from: string
  slot: PeriodSlot
  style: Style
}

/** The speeds an office would forecast at a level. */
export const speedsOf = (level: Level, { ranges }: Style): readonly Speed[] =>
  (ranges ? ranged : single)[level]

/** Decides how the wind of a period goes: one to three steps, each different from the one before. */
export function planWind(plan: WindPlan, random: Random): WindStep[] {
  const { level, from, slot, style } = plan
  if (level === 'calm' && random.chance(0.25)) return [variable(random)]
  const speeds = speedsOf(level, style)
  if (slot.part !== 'both' && level !== 'calm' && random.chance(0.03)) {
    // "SE winds increasing to 25 kt": where it starts is not printed.
    const start = { direction: from, speedKt: null, gustKt: null, when: null }
    return [start, { ...start, speedKt: random.pick(speeds), when: laterWords(slot, random) }]
  }
  const first: WindStep = {
    direction: !style.fullDirections && random.chance(0.05) ? `${from}-${turned(from, 1)}` : from,
    speedKt: random.pick(speeds),
    gustKt: null,
    when: null,
  }
  first.gustKt = gustFor(first, level, random)
  const steps = [first]
  const changes = slot.part === 'both' ? 0 : random.pick([0, 0, 0, 0, 1, 1, 1, 2])
  if (changes === 0 && !style.fullDirections && random.chance(0.04)) first.direction = between(from)
  for (let count = 0; count < changes; count++) {
    const when = laterWords(slot, random)
    const before = steps.at(-1) ?? first
    // Two changes at the same time, or one that says "late" before "after midnight", would be no forecast.
    if (count > 0 && (before.when !== null || before.speedKt === null)) break
    steps.push(change(before, random.chance(0.25) && count === 0 ? null : when, speeds, level, random))
  }
  if (steps.length === 2 && steps[1]?.when === null && random.chance(0.5)) first.when = earlierWords(slot)
  return steps
}

function variable(random: Random): WindStep {
  const calm = random.chance(0.3)
  return {
    direction: calm && random.chance(0.4) ? null : 'VARIABLE',
    speedKt: calm ? null : random.pick([speed(0, 5), speed(0, 10), speed(5, 10)]),
    gustKt: null,
    when: null,
  }
}

function change(
  before: WindStep,
  when: string | null,
  speeds: readonly Speed[],
  level: Level,
  random: Random,
): WindStep {
  const others = speeds.filter(({ min, max }) => min !== before.speedKt?.min || max !== before.speedKt.max)
  const turn = random.pick([-2, -1, 1, 2])
  if (level === 'calm' && random.chance(0.2))
    return { direction: 'VARIABLE', speedKt: null, gustKt: null, when }
  const point = before.direction?.split('-')[0] ?? random.pick(points)
  const turns = others.length === 0 || random.chance(0.6)
  const swings = others.length > 0 && (!turns || random.chance(0.5))
  const step: WindStep = {
    direction: turns ? turned(point, turn) : before.direction,
    speedKt: swings ? random.pick(others) : before.speedKt,
    gustKt: null,
    when,
  }
  if (swings) step.gustKt = gustFor(step, level, random)
  return step
}

function gustFor({ speedKt }: WindStep, level: Level, random: Random): number | null {
  const fitting = gusts[level].filter((gust) => gust === null || gust >= (speedKt?.max ?? 0) + 5)
  return fitting.length === 0 ? null : random.pick(fitting)
}
