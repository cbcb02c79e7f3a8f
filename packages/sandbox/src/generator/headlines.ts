import type { Hazard, HazardKind } from '../../../../src/sources/marine/schema.ts'
import { type Random, seeded } from '../random.ts'
import { type LocalClock, printEnd, printStart, spanWords } from './headline-times.ts'
import { hazardOf, type Level, watchFor } from './level.ts'
import { isoInstant } from './local-time.ts'
import type { PeriodSlot } from './periods.ts'
import type { StyleName } from './style.ts'

/** A hazard with the time it really lasts, whatever its headline prints of it. */
export interface Advisory {
  hazard: Hazard
  startsAt: number
  endsAt: number
}

/** What headlines follow from. */
export interface HeadlinePlan {
  levels: readonly Level[]
  slots: readonly PeriodSlot[]
  clock: LocalClock
  isFrosty: boolean
  region: StyleName
  /** Is the fog of the first period dense? */
  isFoggy: boolean
  /** Seeds the words: an office puts one hazard into the same words for all of its zones. */
  parts: readonly (string | number)[]
}

/** The headlines that go with the levels, and the hazards that some of them name. */
export function planHeadlines(
  plan: HeadlinePlan,
  random: Random,
): { headlines: string[]; advisories: Advisory[] } {
  const advisories: Advisory[] = []
  const { levels, slots, isFrosty, isFoggy } = plan
  for (const { level, first, last } of runs(levels)) {
    const kind = hazardOf(level)
    const [start, end] = [slots[first], slots[last]]
    if (!kind || !start || !end) continue
    const named = (first >= 2 ? watchFor[kind] : undefined) ?? kind
    advisories.push(advise(named, start, end, plan))
    if (isFrosty && plan.region === 'alaska' && level !== 'advisory') {
      advisories.unshift(advise('heavy-freezing-spray-warning', start, end, plan))
    }
  }
  const [today] = slots
  if (isFoggy && today) advisories.push(advise('dense-fog-advisory', today, today, plan))
  const rare = rareHazards[plan.region]
  if (advisories.length === 0 && rare && today && random.chance(0.03)) {
    advisories.push(advise(random.pick(rare), today, slots[1] ?? today, plan))
  }
  const headlines = advisories.map(({ hazard }) => hazard.text)
  if (advisories.length > 0) return { headlines, advisories }
  if (random.chance(0.04)) return { headlines: ['SMALL CRAFT ADVISORY HAS BEEN CANCELLED'], advisories }
  if (levels[0] === 'moderate' && random.chance(0.15)) {
    const text = random.pick(['SMALL CRAFT SHOULD EXERCISE CAUTION', 'SMALL CRAFT EXERCISE CAUTION'])
    const hazard: Hazard = { kind: 'small-craft-caution', text, from: null, until: null }
    const { startsAt, endsAt } = slots[0] as PeriodSlot
    return { headlines: [text], advisories: [{ hazard, startsAt, endsAt }] }
  }
  return { headlines, advisories }
}

// What has little to do with wind, by the waters where it is forecast.
const rareHazards: Partial<Record<StyleName, readonly HazardKind[]>> = {
  lakes: ['low-water-advisory'],
  alaska: ['brisk-wind-advisory', 'ashfall-advisory'],
  northwest: ['hazardous-seas-warning', 'dense-smoke-advisory'],
  california: ['dense-smoke-advisory'],
}

interface Run {
  level: Level
  first: number
  last: number
}

function runs(levels: readonly Level[]): Run[] {
  const found: Run[] = []
  levels.forEach((level, index) => {
    const open = found.at(-1)
    if (open?.level === level) open.last = index
    else found.push({ level, first: index, last: index })
  })
  return found
}

function advise(kind: HazardKind, first: PeriodSlot, last: PeriodSlot, plan: HeadlinePlan): Advisory {
  const { clock, region } = plan
  const random = seeded('headline', ...plan.parts, kind, first.isFirst ? 'now' : first.startsAt, last.endsAt)
  // Alaska prints no verb.
  const isVerbless = region === 'alaska'
  const name = kind.toUpperCase().replaceAll('-', ' ')
  const begins = first.isFirst ? null : first.startsAt
  const span = isVerbless ? spanWords(first.startsAt, clock) : null
  if (span !== null && (first === last || begins !== null)) {
    const more = first === last ? null : printEnd(last.endsAt, clock, random)
    const text = more ? `${name} ${span} ${more.words}` : `${name} ${span}`
    return advisory(kind, text, first.startsAt, more?.at ?? last.endsAt, first.startsAt)
  }
  const from = begins === null ? null : printStart(begins, clock, random)
  const until = printEnd(last.endsAt, clock, random, from === null ? 'UNTIL' : random.pick(['TO', 'UNTIL']))
  const verb = isVerbless
    ? ''
    : random.pick(['IN EFFECT', 'IN EFFECT', 'IN EFFECT', 'REMAINS IN EFFECT', 'NOW IN EFFECT'])
  const text = [name, verb, from?.words ?? '', until.words].filter((words) => words !== '').join(' ')
  return advisory(kind, text, from?.at ?? null, until.at, begins ?? clock.issuedAt)
}

function advisory(
  kind: HazardKind,
  text: string,
  from: number | null,
  until: number,
  startsAt: number,
): Advisory {
  return {
    hazard: { kind, text, from: from === null ? null : isoInstant(from), until: isoInstant(until) },
    startsAt,
    endsAt: until,
  }
}
