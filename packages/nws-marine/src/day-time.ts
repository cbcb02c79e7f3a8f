// Maps the words of a forecast to hours. Periods follow the convention of marine texts: day is 6 to 18 local time, night
// 18 to 6. Parts of a day are quarters and eighths of a day, as in headlines.
import { readDayName } from './day-name.ts'
import { instantOf, type LocalDay, localDay } from './local-time.ts'
import type { OffsetAt } from './zone-rules.ts'

/** When a text was issued, and the local clock that its words refer to. */
export interface Clock {
  issuedAt: number
  offsetAt: OffsetAt
}

/** A named span of time, and the number of words in the name. */
export interface NamedSpan {
  start: number
  end: number
  words: number
  /** Does the span cover two dates ("tonight")? An hour before six then belongs to the second. */
  night: boolean
  /** Is it the name of a day alone ("SAT"), which may mean its night too? */
  isWholeDay: boolean
  day: LocalDay
}

interface Hours {
  from: number
  to: number
}

const whole = new Map<string, Hours>(
  Object.entries({
    MORNING: { from: 6, to: 12 },
    AFTERNOON: { from: 12, to: 18 },
    EVENING: { from: 18, to: 24 },
    NIGHT: { from: 18, to: 30 },
    DAY: { from: 6, to: 18 },
  }),
)
const early = new Map<string, Hours>(
  Object.entries({
    MORNING: { from: 3, to: 6 },
    AFTERNOON: { from: 12, to: 15 },
    EVENING: { from: 18, to: 21 },
    NIGHT: { from: 18, to: 24 },
    DAY: { from: 6, to: 12 },
  }),
)
const late = new Map<string, Hours>(
  Object.entries({
    MORNING: { from: 9, to: 12 },
    AFTERNOON: { from: 15, to: 18 },
    EVENING: { from: 21, to: 24 },
    NIGHT: { from: 24, to: 30 },
    DAY: { from: 12, to: 18 },
  }),
)

const relativeDays = new Set(['TODAY', 'TONIGHT', 'OVERNIGHT', 'THIS', 'TOMORROW'])

export interface SpanOptions {
  /** The span ends after this instant. */
  after: number
  /** Of a weekday, take the one that begins nearest to `after`, but has not ended at the issuance. */
  isNearest?: boolean
  /** Before six in the morning, may "tonight" be the current night? It is in period names; in headlines it is the next night. */
  isTonightRunning?: boolean
}

/** Reads the name of a span of time ("late tonight", "Fri", "rest of today"); null when there is none at this word. */
export function readNamedSpan(
  words: readonly string[],
  at: number,
  clock: Clock,
  { after, isNearest = false, isTonightRunning = true }: SpanOptions,
): NamedSpan | null {
  let index = at
  let rest = false
  if (words[index] === 'THE') index++
  if ((words[index] === 'REST' || words[index] === 'REMAINDER') && words[index + 1] === 'OF') {
    rest = true
    index += 2
    if (words[index] === 'THE') index++
  }
  const modifier = words[index] === 'EARLY' ? early : words[index] === 'LATE' ? late : null
  if (modifier !== null) index++
  const table = modifier ?? whole
  const word = words[index] ?? ''
  const isRelative = relativeDays.has(word)
  const named = isRelative ? null : readDayName(words, index)
  if (named === null && !isRelative) return null
  const today = localDay(clock.issuedAt, clock.offsetAt)
  const next = words[index + 1] ?? ''
  const taken = index - at

  if (word === 'TODAY') return spanOf(today, table.get('DAY'), taken + 1, clock, rest)
  if (word === 'TONIGHT' || word === 'OVERNIGHT') {
    const hours = word === 'OVERNIGHT' ? late.get('NIGHT') : table.get('NIGHT')
    // Before six in the morning the current night began yesterday, unless an earlier period already covers it.
    const running = spanOf(today - 1, hours, taken + 1, clock, rest)
    const mayRun = word === 'OVERNIGHT' || isTonightRunning
    const isRunning = mayRun && running !== null && running.end > after
    return isRunning ? running : spanOf(today, hours, taken + 1, clock, rest)
  }
  if (word === 'THIS') return spanOf(today, table.get(next), taken + 2, clock, rest)
  if (word === 'TOMORROW') {
    const part = table.get(next)
    return daySpan(today + 1, part ?? table.get('DAY'), taken + (part === undefined ? 1 : 2), clock, rest)
  }
  if (named === null) return null
  const part = table.get(words[index + named.words] ?? '')
  const hours = part ?? table.get('DAY')
  const length = taken + named.words + (part === undefined ? 0 : 1)
  const earliest = isNearest ? clock.issuedAt : after
  let best: NamedSpan | null = null
  for (let ahead = -1; ahead <= 14; ahead++) {
    if (!named.isDay(today + ahead)) continue
    const span = daySpan(today + ahead, hours, length, clock, rest)
    if (span === null || span.end <= earliest) continue
    if (!isNearest) return span
    if (best === null || Math.abs(span.start - after) < Math.abs(best.start - after)) best = span
  }
  return best
}

function daySpan(...[day, hours, words, clock, rest]: Parameters<typeof spanOf>): NamedSpan | null {
  const span = spanOf(day, hours, words, clock, rest)
  if (span !== null) span.isWholeDay = hours === whole.get('DAY')
  return span
}

function spanOf(
  day: LocalDay,
  hours: Hours | undefined,
  words: number,
  clock: Clock,
  rest: boolean,
): NamedSpan | null {
  if (hours === undefined) return null
  const start = instantOf(day, hours.from, clock.offsetAt)
  const end = instantOf(day, hours.to, clock.offsetAt)
  const begun = clock.issuedAt > start && clock.issuedAt < end
  return {
    start: begun || (rest && clock.issuedAt < end) ? Math.max(start, clock.issuedAt) : start,
    end,
    words,
    night: hours.to > 24,
    isWholeDay: false,
    day,
  }
}
