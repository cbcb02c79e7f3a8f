import type { WaveDetail } from '../../../../src/sources/marine/schema.ts'
import type { Random } from '../random.ts'
import { turned } from './compass.ts'
import type { Style } from './style.ts'

/** Decides the swell of a period where the office forecasts it: one train to three, the shortest first. */
export function planSwell(from: string, style: Style, random: Random): WaveDetail[] {
  if (style.swell === 'none' || (style.swell === 'wave-detail' && random.chance(0.3))) return []
  const trains = random.pick([1, 1, 2, 2, style.swell === 'wave-detail' ? 3 : 1])
  let periodS = random.int(7, 10)
  if (style.swell === 'sentence' && trains === 1 && random.chance(0.15)) {
    // One swell that changes: the reader finds it twice, the second time with nothing but its height.
    const low = random.int(3, 5)
    const to = low + random.pick([-2, 2])
    return [
      { direction: from, heightFt: { min: low, max: low + 1 }, periodS },
      { direction: null, heightFt: { min: to, max: to + 1 }, periodS: null },
    ]
  }
  return Array.from({ length: trains }, (_, index) => {
    const low = random.int(2, 6)
    const detail: WaveDetail = {
      direction: turned(from, index),
      heightFt: { min: low, max: low + random.pick([0, 0, 1, 2]) },
      periodS,
    }
    periodS += random.int(2, 4)
    return detail
  })
}
