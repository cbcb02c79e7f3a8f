import type { HazardKind } from '../schema.ts'

const named: readonly (readonly [words: string, kind: HazardKind])[] = [
  ['SMALL CRAFT SHOULD EXERCISE CAUTION', 'small-craft-caution'],
  ['SMALL CRAFT EXERCISE CAUTION', 'small-craft-caution'],
  ['SMALL CRAFT SHOULD USE CAUTION', 'small-craft-caution'],
  ['SMALL CRAFT CAUTION', 'small-craft-caution'],
  ['CAUTION ADVISED FOR SMALL CRAFT', 'small-craft-caution'],
  ['SMALL CRAFT ADVISORY', 'small-craft-advisory'],
  ['SMALL CRAFT ADVISORIES', 'small-craft-advisory'],
  ['GALE WATCH', 'gale-watch'],
  ['GALE WARNING', 'gale-warning'],
  ['TROPICAL STORM WATCH', 'tropical-storm-watch'],
  ['TROPICAL STORM WARNING', 'tropical-storm-warning'],
  ['STORM WATCH', 'storm-watch'],
  ['STORM WARNING', 'storm-warning'],
  ['HURRICANE FORCE WIND WATCH', 'hurricane-force-wind-watch'],
  ['HURRICANE FORCE WIND WARNING', 'hurricane-force-wind-warning'],
  ['HURRICANE FORCE WATCH', 'hurricane-force-wind-watch'],
  ['HURRICANE FORCE WARNING', 'hurricane-force-wind-warning'],
  ['HURRICANE WATCH', 'hurricane-watch'],
  ['HURRICANE WARNING', 'hurricane-warning'],
  ['HEAVY FREEZING SPRAY WATCH', 'heavy-freezing-spray-watch'],
  ['HEAVY FREEZING SPRAY WARNING', 'heavy-freezing-spray-warning'],
  ['FREEZING SPRAY ADVISORY', 'freezing-spray-advisory'],
  ['DENSE FOG ADVISORY', 'dense-fog-advisory'],
  ['DENSE SMOKE ADVISORY', 'dense-smoke-advisory'],
  ['ASHFALL ADVISORY', 'ashfall-advisory'],
  ['LOW WATER ADVISORY', 'low-water-advisory'],
  ['BRISK WIND ADVISORY', 'brisk-wind-advisory'],
  ['HAZARDOUS SEAS WATCH', 'hazardous-seas-watch'],
  ['HAZARDOUS SEAS WARNING', 'hazardous-seas-warning'],
  ['SPECIAL MARINE WARNING', 'special-marine-warning'],
]
const unnamed = /\b(?:ADVISOR(?:Y|IES)|WATCH(?:ES)?|WARNINGS?|AVISOS?|ADVERTENCIAS?)\b/
const over =
  /\b(?:CANCELL?ED|HAS EXPIRED|HAVE EXPIRED|IS EXPIRED|HAS ENDED|NO LONGER IN EFFECT|ALLOWED TO EXPIRE|CANCELAD[AO]S?|NO (?:ADVISORIES|WATCHES|WARNINGS))\b/
// What stands behind these words is in effect, what stands before them no longer.
const successor = /\b(?:UPGRADED|DOWNGRADED|CHANGED|REPLACED) (?:TO|BY|WITH)\b/
const wish = /\b(?:MAY|MIGHT|COULD|WILL LIKELY|WILL) BE (?:NEEDED|REQUIRED|ISSUED|NECESSARY)\b/

const kinds = new Map(named)
// The leftmost name counts, and of those that begin there the longest: a storm warning stands inside a tropical one.
const anyName = new RegExp([...kinds.keys()].sort((a, b) => b.length - a.length).join('|'))

/** The hazard that a headline says is in effect or expected; null when it names none, or says that one is over. */
export function hazardKind(headline: string): HazardKind | null {
  const printed = headline.toUpperCase()
  const turn = successor.exec(printed)
  const text = turn === null ? printed : printed.slice(turn.index + turn[0].length)
  if (over.test(text) || wish.test(text)) return null
  const kind = kinds.get(anyName.exec(text)?.[0] ?? '')
  return kind ?? (unnamed.test(text) ? 'other' : null)
}
