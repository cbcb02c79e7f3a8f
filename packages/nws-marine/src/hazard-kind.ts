import type { HazardKind } from './parsed.ts'

/** A hazard that a headline declares in effect or expected, and the words that give its time. */
export interface NamedHazard {
  kind: HazardKind
  words: string
}

const smallCraft = '(?:OPERADORES DE )?(?:LAS )?EMBARCACIONES PEQUENAS'
// Names in capitals without accents. Where two names begin alike, the longer one is listed first.
const names: readonly (readonly [pattern: string, kind: HazardKind])[] = [
  ['SMALL CRAFT (?:SHOULD )?(?:EXERCISE|USE) CAUTION', 'small-craft-caution'],
  ['SMALL CRAFT CAUTION(?:ARY STATEMENT)?', 'small-craft-caution'],
  ['(?:PRE)?CAUTION(?:ARY)?(?: STATEMENT)?(?: IS)?(?: ADVISED)? FOR SMALL CRAFT', 'small-craft-caution'],
  [`(?:PRECAUCION|CAUTELA) (?:PARA|A) (?:LOS )?${smallCraft}`, 'small-craft-caution'],
  [`${smallCraft} DEBE(?:N|RAN|RIAN) (?:EJERCER|TENER|USAR) (?:PRECAUCION|CAUTELA)`, 'small-craft-caution'],
  ['SMALL CRAFT ADVISOR(?:Y|IES)', 'small-craft-advisory'],
  [`(?:ADVERTENCIA|AVISO)S? (?:PARA|A) (?:LOS )?${smallCraft}`, 'small-craft-advisory'],
  ['GALE WATCH(?:ES)?', 'gale-watch'],
  ['VIGILANCIA DE (?:GALERNA|VENDAVAL)', 'gale-watch'],
  ['GALE WARNINGS?', 'gale-warning'],
  ['AVISO DE (?:GALERNA|VENDAVAL)', 'gale-warning'],
  ['TROPICAL STORM WATCH(?:ES)?', 'tropical-storm-watch'],
  ['VIGILANCIA DE TORMENTA TROPICAL', 'tropical-storm-watch'],
  ['TROPICAL STORM WARNINGS?', 'tropical-storm-warning'],
  ['AVISO DE TORMENTA TROPICAL', 'tropical-storm-warning'],
  ['(?:WINTER|ICE|DUST|SNOW) STORM (?:WATCH|WARNING|ADVISORY)', 'other'],
  ['STORM WATCH(?:ES)?', 'storm-watch'],
  ['STORM WARNINGS?', 'storm-warning'],
  ['HURRICANE FORCE (?:WINDS? )?WATCH(?:ES)?', 'hurricane-force-wind-watch'],
  ['HURRICANE FORCE (?:WINDS? )?WARNINGS?', 'hurricane-force-wind-warning'],
  ['HURRICANE WATCH(?:ES)?', 'hurricane-watch'],
  ['VIGILANCIA DE HURACAN', 'hurricane-watch'],
  ['HURRICANE WARNINGS?', 'hurricane-warning'],
  ['AVISO DE HURACAN', 'hurricane-warning'],
  ['HEAVY FREEZING SPRAY WATCH', 'heavy-freezing-spray-watch'],
  ['HEAVY FREEZING SPRAY WARNING', 'heavy-freezing-spray-warning'],
  ['FREEZING SPRAY ADVISORY', 'freezing-spray-advisory'],
  ['(?:DENSE FOG|(?:DENSE )?FREEZING FOG) ADVISORY', 'dense-fog-advisory'],
  ['DENSE SMOKE ADVISORY', 'dense-smoke-advisory'],
  ['(?:VOLCANIC ASH(?: ?FALL)?|ASH ?FALL) ADVISORY', 'ashfall-advisory'],
  ['LOW WATER ADVISORY', 'low-water-advisory'],
  ['BRISK WIND ADVISORY', 'brisk-wind-advisory'],
  ['HAZARDOUS SEAS WATCH', 'hazardous-seas-watch'],
  ['HAZARDOUS SEAS WARNING', 'hazardous-seas-warning'],
  ['SPECIAL MARINE WARNINGS?', 'special-marine-warning'],
  ['AVISO MARI(?:NO|TIMO) ESPECIAL', 'special-marine-warning'],
]
const anyName = new RegExp(String.raw`\b(?:${names.map(([pattern]) => pattern).join('|')})\b`, 'g')
const kinds = names.map(([pattern, kind]) => ({ whole: new RegExp(`^(?:${pattern})$`), kind }))
const unnamed = /\b(?:ADVISOR(?:Y|IES)|WATCH(?:ES)?|WARNINGS?|AVISOS?|ADVERTENCIAS?|VIGILANCIAS?)\b/

const over =
  /\b(?:CANCELL?ED|HAS EXPIRED|HAVE EXPIRED|IS EXPIRED|HAS ENDED|NO LONGER IN EFFECT|ALLOWED TO EXPIRE|CANCELAD[AO]S?|EXPIRAD[AO]S?|NO (?:ADVISORIES|WATCHES|WARNINGS))\b/
const wish = /\b(?:MAY|MIGHT|COULD|WILL LIKELY|WILL) BE (?:NEEDED|REQUIRED|ISSUED|NECESSARY)\b/
// After a successor word comes what is in effect, before it what no longer is; for a predecessor word it is the reverse.
const successor = /\b(?:UPGRADED|DOWNGRADED|CHANGED|REPLACED) (?:TO|BY|WITH)\b/
const predecessor = /\b(?:REPLACES|REPLACING|SUPERSEDES|SUPERSEDING)\b/
// A name without any of these shares the statement about the next name: "GALE WATCH AND SMALL CRAFT ADVISORY IN EFFECT".
const statement =
  /\b(?:IN EFFECT|EN EFECTO|UNTIL|TILL|THROUGH|THRU|FROM|HASTA|DESDE|TODAY|TONIGHT|TOMORROW|OVERNIGHT|THIS|(?:SUN|MON|TUES|WEDNES|THURS|FRI|SATUR)DAY|CANCELL?ED|CANCELAD[AO]S?|EXPIRE[DS]?|ENDED|NO LONGER)\b/

/** The hazards that a headline declares in effect or expected; empty when it names none or says that they have ended. */
export function hazardsNamed(headline: string): NamedHazard[] {
  const text = inEffect(inCapitals(headline))
  const found = namesIn(text)
  if (found.length === 0) {
    return unnamed.test(text) && !over.test(text) && !wish.test(text) ? [{ kind: 'other', words: text }] : []
  }
  const hazards: NamedHazard[] = []
  let said = ''
  for (let index = found.length - 1; index >= 0; index--) {
    // Words before the first name ("UNTIL 6 PM A GALE WARNING") belong to it.
    const own = text.slice(index === 0 ? 0 : found[index]?.index, found[index + 1]?.index)
    if (said === '' || statement.test(own)) said = own
    const name = found[index]?.[0] ?? ''
    const kind = kinds.find(({ whole }) => whole.test(name))?.kind ?? 'other'
    if (!over.test(said) && !wish.test(said)) hazards.unshift({ kind, words: said })
  }
  return hazards.filter((hazard, index) => !repeats(hazard, hazards.slice(0, index)))
}

// Not `matchAll`, which copies the expression for each text and takes ten times as long.
function namesIn(text: string): RegExpExecArray[] {
  const found: RegExpExecArray[] = []
  for (let name = anyName.exec(text); name !== null; name = anyName.exec(text)) found.push(name)
  return found
}

// "GALE WARNING UNTIL 6 PM...THE GALE WARNING IS FOR THE BAY" is one hazard.
function repeats({ kind, words }: NamedHazard, before: readonly NamedHazard[]): boolean {
  return before.some((other) => other.kind === kind && (other.words === words || !statement.test(words)))
}

function inEffect(text: string): string {
  const turn = successor.exec(text)
  const rest = turn === null ? text : text.slice(turn.index + turn[0].length)
  const end = predecessor.exec(rest)?.index
  return end === undefined ? rest : rest.slice(0, end)
}

/** The text in capitals, without accents. */
export function inCapitals(text: string): string {
  const capitals = text.toUpperCase()
  return isAscii(capitals) ? capitals : capitals.normalize('NFD').replace(/\p{M}/gu, '')
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false
  return true
}
