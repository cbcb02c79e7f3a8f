import type { SeaStep } from '../../../../src/sources/marine/schema.ts'
import type { Random } from '../random.ts'
import type { Level } from './level.ts'
import { laterWords } from './moments.ts'
import type { PeriodSlot } from './periods.ts'
import type { Style } from './style.ts'

type Height = NonNullable<SeaStep['heightFt']>

const height = (min: number, max = min): Height => ({ min, max })

const sheltered: Record<Level, readonly Height[]> = {
  calm: [height(0), height(0, 1), height(1)],
  light: [height(0, 1), height(1), height(0, 2)],
  moderate: [height(1), height(1, 2), height(2)],
  advisory: [height(2), height(2, 3), height(3), height(3, 4)],
  gale: [height(3, 4), height(4, 5), height(4)],
  storm: [height(4, 6), height(5, 7)],
  hurricane: [height(6, 9), height(8)],
}
const open: Record<Level, readonly Height[]> = {
  calm: [height(0, 2), height(1, 2), height(2), height(2, 3)],
  light: [height(2), height(2, 3), height(3)],
  moderate: [height(2, 4), height(3, 4), height(4), height(3, 5)],
  advisory: [height(4, 6), height(5, 7), height(6), height(5, 8)],
  gale: [height(8, 12), height(9, 12), height(10), height(10, 14)],
  storm: [height(15, 20), height(16, 22), height(18)],
  hurricane: [height(24, 32), height(30, 40)],
}

const blank: SeaStep = { heightFt: null, occasionalFt: null, dominantPeriodS: null, when: null }

/** What the seas of a period follow from. */
export interface SeaPlan {
  level: Level
  isSheltered: boolean
  slot: PeriodSlot
  style: Style
}

/** Decides the combined seas, waves or wind waves of a period: one step or two. */
export function planSeas({ level, isSheltered, slot, style }: SeaPlan, random: Random): SeaStep[] {
  // What is not swell stays low where swell is forecast apart.
  const heights = (isSheltered || style.swell === 'sentence' ? sheltered : open)[level]
  const first: SeaStep = {
    heightFt: random.pick(heights),
    occasionalFt: null,
    dominantPeriodS: null,
    when: null,
  }
  if (first.heightFt && first.heightFt.min > 0) {
    if (style.name !== 'alaska' && random.chance(0.12))
      first.occasionalFt = first.heightFt.max + random.int(1, 2)
    if (!isSheltered && style.swell === 'none' && random.chance(0.12))
      first.dominantPeriodS = random.int(4, 13)
  }
  const others = heights.filter(({ min, max }) => min !== first.heightFt?.min || max !== first.heightFt.max)
  if (isSheltered && style.name !== 'lakes' && others.length > 0 && random.chance(0.04)) {
    return [
      { ...first, occasionalFt: null },
      { ...blank, heightFt: random.pick(others), when: 'near the entrances' },
    ]
  }
  if (slot.part === 'both' || others.length === 0 || !random.chance(0.25)) return [first]
  // "Waves building to 4 ft": where they start is not printed.
  if (random.chance(0.06)) {
    return [blank, { ...blank, heightFt: random.pick(others), when: laterWords(slot, random) }]
  }
  const next: SeaStep = {
    heightFt: random.pick(others),
    occasionalFt: null,
    dominantPeriodS: null,
    when: random.chance(0.25) ? null : laterWords(slot, random),
  }
  const late = slot.part === 'night' ? 'after midnight' : 'late in the afternoon'
  if (next.when === null && !slot.isFirst && first.heightFt?.max !== 0 && random.chance(0.3)) {
    return [first, next, { ...blank, heightFt: first.heightFt, when: late }]
  }
  return [first, next]
}
