import { readZoneTexts } from './zone-texts.ts'

// A text that uses most rules, so that the catalogue, the rules of the time zone and the grammar are warm.
const text = `Expires:202611202115;;000001
FZUS51 KLWX 201130
CWFLWX

Coastal Waters Forecast
National Weather Service Baltimore MD/Washington DC
630 AM EST Fri Nov 20 2026


ANZ532-202115-
Chesapeake Bay from Sandy Point to North Beach MD-
630 AM EST Fri Nov 20 2026

...SMALL CRAFT ADVISORY IN EFFECT FROM 6 PM EST THIS EVENING THROUGH
SATURDAY AFTERNOON...

.TODAY...S winds 10 to 15 kt with gusts to 20 kt, becoming SW 15 to
20 kt this afternoon. Waves 1 to 2 ft, occasionally to 3 ft. A chance
of showers. Vsby 1 to 3 nm.
.TONIGHT...Variable winds 5 kt or less. Seas 2 ft with a dominant
period of 6 seconds. Wave Detail: SE 2 ft at 5 seconds.

$$
`

/**
 * Parses one text soon after the start. Cold, the thirteen texts of a first request take about 40 ms, mostly for compiling the
 * grammar and loading the rules of one time zone, which is more than the rest of the request.
 */
export function warmMarine(): void {
  for (let round = 0; round < 3; round++) readZoneTexts(text, undefined)
}
