import type { Random } from '../random.ts'
import type { PeriodSlot } from './periods.ts'

/** Words for the time of a change within a period; null where the period is too long for one. */
export function laterWords(slot: PeriodSlot, random: Random): string | null {
  if (slot.part === 'both') return null
  if (isBegun(slot)) return 'late'
  if (slot.part === 'night') {
    const names = [
      'after midnight',
      'after midnight',
      'late',
      'overnight',
      'by midnight',
      'late in the evening',
      'early in the morning',
    ]
    return random.pick(names)
  }
  const names = [
    'in the afternoon',
    'in the afternoon',
    'late',
    'early in the afternoon',
    'late in the afternoon',
  ]
  return random.pick(slot.name === 'TODAY' ? [...names, 'this afternoon'] : names)
}

/** Words for the time of weather, null where the period leaves no choice. */
export function weatherWords(slot: PeriodSlot, random: Random): string | null {
  if (slot.part === 'both' || isBegun(slot)) return null
  if (slot.part === 'night') return random.pick(['in the evening', 'after midnight', 'late'])
  return slot.isFirst
    ? 'this afternoon'
    : random.pick(['in the morning', 'in the afternoon', 'mainly in the morning'])
}

/** Has so much of the period gone by that its halves are no longer spoken of? */
const isBegun = ({ isFirst, name }: PeriodSlot): boolean => isFirst && name !== 'TODAY' && name !== 'TONIGHT'

/** Words for the first half of a period, before whatever `laterWords` gives. */
export function earlierWords(slot: PeriodSlot): string | null {
  if (slot.part === 'both' || slot.isFirst) return null
  return slot.part === 'night' ? 'in the evening' : 'in the morning'
}
