import { expect, test } from 'vitest'
import { hazardKind } from '../../../../src/sources/marine/text/hazard-kind.ts'

test.for([
  ['SMALL CRAFT ADVISORY FOR WINDS IN EFFECT UNTIL 6 PM', 'small-craft-advisory'],
  ['Small Craft Should Exercise Caution', 'small-craft-caution'],
  ['GALE WARNING TONIGHT AND FRIDAY', 'gale-warning'],
  ['STORM WATCH IN EFFECT', 'storm-watch'],
  ['TROPICAL STORM WARNING IN EFFECT', 'tropical-storm-warning'],
  ['HURRICANE FORCE WIND WARNING IN EFFECT', 'hurricane-force-wind-warning'],
  ['HURRICANE WATCH IN EFFECT', 'hurricane-watch'],
  ['HEAVY FREEZING SPRAY WARNING THROUGH FRIDAY', 'heavy-freezing-spray-warning'],
  ['FREEZING SPRAY ADVISORY REMAINS IN EFFECT', 'freezing-spray-advisory'],
  ['LOW WATER ADVISORY IN EFFECT', 'low-water-advisory'],
  ['A SPECIAL MARINE WARNING REMAINS IN EFFECT UNTIL 630 PM EDT', 'special-marine-warning'],
  ['GALE WARNING IN EFFECT, SMALL CRAFT ADVISORY LATER', 'gale-warning'],
  ['TSUNAMI ADVISORY IN EFFECT', 'other'],
  ['GALE WATCH HAS BEEN UPGRADED TO A GALE WARNING', 'gale-warning'],
  ['STORM WARNING CANCELLED AND REPLACED BY A GALE WARNING', 'gale-warning'],
  ['GALE WARNING REPLACED WITH SMALL CRAFT ADVISORY', 'small-craft-advisory'],
  ['GALE WARNING WILL EXPIRE AT 4 AM EST EARLY THIS MORNING', 'gale-warning'],
])('"%s" is %s', ([headline, kind]) => {
  expect(hazardKind(headline ?? '')).toBe(kind)
})

test.for([
  'GALE WARNING IS CANCELLED',
  'SMALL CRAFT ADVISORY HAS BEEN CANCELED',
  'THE GALE WATCH IS NO LONGER IN EFFECT',
  'SMALL CRAFT ADVISORY HAS EXPIRED',
  'NO ADVISORIES IN EFFECT',
  'A SMALL CRAFT ADVISORY MAY BE NEEDED TONIGHT',
  'STRONG SOUTHEAST WINDS DEVELOPING OVER THE LOWER TEXAS GULF WATERS TONIGHT',
])('"%s" is no hazard in effect', (headline) => {
  expect(hazardKind(headline)).toBeNull()
})
