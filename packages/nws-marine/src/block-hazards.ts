import type { Body } from './body.ts'
import { hazardsNamed } from './hazard-kind.ts'
import { readHazardTimes } from './hazard-times.ts'
import { detachedText } from './known-texts.ts'
import type { Hazard } from './parsed.ts'
import { printInstant } from './print-instant.ts'
import type { ProductClock } from './product-clock.ts'
import { isOver, readVtec } from './vtec.ts'

// The zones of an office print few different headlines at a time.
const maxKnown = 200
const none: Hazard[] = []

/**
 * The hazards of a block. What VTEC codes is exact, so headlines count only where there is none; a caution has no code.
 * Equal headlines share their hazards, which are frozen.
 */
export function blockHazards(
  { vtec, headlines }: Pick<Body, 'vtec' | 'headlines'>,
  clock: ProductClock,
): Hazard[] {
  if (vtec.length + headlines.length === 0) return none
  const [first = ''] = headlines
  const named =
    headlines.length === 1 ? hazardsIn(first, clock) : headlines.flatMap((text) => hazardsIn(text, clock))
  if (vtec.length === 0) return named
  const coded = vtec.flatMap((code) => {
    const read = readVtec(code)
    return read === null ? [] : [{ ...read, code }]
  })
  if (coded.length === 0) return named
  const left = named.slice()
  const hazards = coded.flatMap((vtec): Hazard[] => {
    if (isOver(vtec, clock.issuedAt)) return []
    const { kind, code } = vtec
    // The first headline of this kind that no other code has used; without one only the code names the hazard.
    const at = left.findIndex((hazard) => hazard.kind === kind)
    const headline = at < 0 ? named.find((hazard) => hazard.kind === kind) : left.splice(at, 1)[0]
    const text = headline?.text ?? code
    return [{ kind, text, from: printInstant(vtec.from), until: printInstant(vtec.until) }]
  })
  return [...hazards, ...named.filter(({ kind }) => kind === 'small-craft-caution')]
}

function hazardsIn(headline: string, { local, hazards: known }: ProductClock): Hazard[] {
  const before = known.get(headline)
  if (before !== undefined) return before
  const text = detachedText(headline, 0, headline.length)
  const hazards = hazardsNamed(text).map(({ kind, words }) => {
    const { from, until } = readHazardTimes(words, local)
    return Object.freeze({ kind, text, from: printInstant(from), until: printInstant(until) })
  })
  if (known.size >= maxKnown) known.clear()
  known.set(text, hazards)
  return hazards
}
