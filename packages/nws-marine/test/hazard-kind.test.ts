import { expect, test } from 'vitest'
import { hazardsNamed } from '../src/hazard-kind.ts'

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
  ['CAUTIONARY STATEMENT FOR SMALL CRAFT', 'small-craft-caution'],
  ['Small Craft Cautionary Statement in effect', 'small-craft-caution'],
  ['DENSE FREEZING FOG ADVISORY IN EFFECT', 'dense-fog-advisory'],
  ['FREEZING FOG ADVISORY IN EFFECT', 'dense-fog-advisory'],
  ['VOLCANIC ASH ADVISORY IN EFFECT', 'ashfall-advisory'],
  ['WINTER STORM WARNING IN EFFECT', 'other'],
  ['SEVERE THUNDERSTORM WARNING IN EFFECT', 'other'],
  ['ADVERTENCIA PARA LOS OPERADORES DE EMBARCACIONES PEQUEÑAS EN EFECTO', 'small-craft-advisory'],
  ['ADVERTENCIA A OPERADORES DE EMBARCACIONES PEQUENAS', 'small-craft-advisory'],
  ['SE RECOMIENDA PRECAUCION A LOS OPERADORES DE EMBARCACIONES PEQUENAS', 'small-craft-caution'],
  ['Los operadores de embarcaciones pequeñas deben ejercer precaución', 'small-craft-caution'],
  ['VIGILANCIA DE HURACÁN EN EFECTO', 'hurricane-watch'],
  ['AVISO DE TORMENTA TROPICAL', 'tropical-storm-warning'],
  ['GALE WARNING REPLACES THE STORM WARNING', 'gale-warning'],
  ['TSUNAMI ADVISORY IN EFFECT', 'other'],
  ['GALE WATCH HAS BEEN UPGRADED TO A GALE WARNING', 'gale-warning'],
  ['STORM WARNING CANCELLED AND REPLACED BY A GALE WARNING', 'gale-warning'],
  ['GALE WARNING REPLACED WITH SMALL CRAFT ADVISORY', 'small-craft-advisory'],
  ['GALE WARNING WILL EXPIRE AT 4 AM EST EARLY THIS MORNING', 'gale-warning'],
])('"%s" is %s', ([headline, kind]) => {
  expect(hazardsNamed(headline ?? '').map((hazard) => hazard.kind)).toEqual([kind])
})

test.for([
  'GALE WARNING IS CANCELLED',
  'SMALL CRAFT ADVISORY HAS BEEN CANCELED',
  'THE GALE WATCH IS NO LONGER IN EFFECT',
  'SMALL CRAFT ADVISORY HAS EXPIRED',
  'LA ADVERTENCIA PARA LOS OPERADORES DE EMBARCACIONES PEQUENAS HA SIDO CANCELADA',
  'THE SMALL CRAFT ADVISORY AND THE GALE WATCH ARE CANCELLED',
  'NO ADVISORIES IN EFFECT',
  'A SMALL CRAFT ADVISORY MAY BE NEEDED TONIGHT',
  'STRONG SOUTHEAST WINDS DEVELOPING OVER THE LOWER TEXAS GULF WATERS TONIGHT',
])('"%s" is no hazard in effect', (headline) => {
  expect(hazardsNamed(headline)).toEqual([])
})

test.for([
  [
    'GALE WARNING IN EFFECT UNTIL 6 PM AND SMALL CRAFT ADVISORY FROM 6 PM TO 10 PM',
    ['gale-warning: UNTIL 6 PM', 'small-craft-advisory: FROM 6 PM TO 10 PM'],
  ],
  [
    'SMALL CRAFT ADVISORY AND GALE WATCH IN EFFECT UNTIL 6 PM',
    ['small-craft-advisory: UNTIL 6 PM', 'gale-watch: UNTIL 6 PM'],
  ],
  [
    'SMALL CRAFT ADVISORY IN EFFECT THROUGH FRIDAY...GALE WATCH IS CANCELLED',
    ['small-craft-advisory: THROUGH FRIDAY'],
  ],
  ['GALE WATCH IS CANCELLED...SMALL CRAFT ADVISORY UNTIL FRIDAY', ['small-craft-advisory: UNTIL FRIDAY']],
  ['GALE WARNING UNTIL 6 PM...THE GALE WARNING IS FOR THE BAY', ['gale-warning: UNTIL 6 PM']],
])('"%s" names its hazards one by one', ([headline, expected]) => {
  const found = hazardsNamed(String(headline)).map(
    ({ kind, words }) => `${kind}: ${/(?:UNTIL|FROM|THROUGH).*?(?= AND|\.|$)/.exec(words)?.[0].trim()}`,
  )
  expect(found).toEqual(expected)
})
