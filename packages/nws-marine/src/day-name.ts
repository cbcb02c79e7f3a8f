import { type LocalDay, weekday } from './local-time.ts'

/** A named day: which calendar days match it, and the number of words in the name. */
export interface DayName {
  isDay: (day: LocalDay) => boolean
  words: number
}

const dayMs = 86_400_000
const fallsOn =
  (index: number): DayName['isDay'] =>
  (day) =>
    weekday(day) === index
const isDate =
  (month: number, date: number): DayName['isDay'] =>
  (day) => {
    const moment = new Date(day * dayMs)
    return moment.getUTCMonth() + 1 === month && moment.getUTCDate() === date
  }

type Holiday = readonly [words: string, isDay: DayName['isDay']]

// A forecast looks a week ahead, so a holiday's weekday or date is enough. Longer names first.
const holidays: readonly Holiday[] = [
  ['MARTIN LUTHER KING JR DAY', fallsOn(1)],
  ['MARTIN LUTHER KING DAY', fallsOn(1)],
  ['M L KING DAY', fallsOn(1)],
  ['ML KING DAY', fallsOn(1)],
  ['MLK DAY', fallsOn(1)],
  ['WASHINGTONS BIRTHDAY', fallsOn(1)],
  ['PRESIDENTS DAY', fallsOn(1)],
  ['MEMORIAL DAY', fallsOn(1)],
  ['LABOR DAY', fallsOn(1)],
  ['COLUMBUS DAY', fallsOn(1)],
  ['INDIGENOUS PEOPLES DAY', fallsOn(1)],
  ['THANKSGIVING DAY', fallsOn(4)],
  ['THANKSGIVING', fallsOn(4)],
  ['GOOD FRIDAY', fallsOn(5)],
  ['EASTER SUNDAY', fallsOn(0)],
  ['EASTER', fallsOn(0)],
  ['NEW YEARS DAY', isDate(1, 1)],
  ['NEW YEARS EVE', isDate(12, 31)],
  ['JUNETEENTH DAY', isDate(6, 19)],
  ['JUNETEENTH', isDate(6, 19)],
  ['INDEPENDENCE DAY', isDate(7, 4)],
  ['VETERANS DAY', isDate(11, 11)],
  ['CHRISTMAS EVE', isDate(12, 24)],
  ['CHRISTMAS DAY', isDate(12, 25)],
  ['CHRISTMAS', isDate(12, 25)],
]

const holidaysOf = new Map<string, Holiday[]>()
for (const holiday of holidays) {
  const letter = holiday[0].charAt(0)
  holidaysOf.set(letter, [...(holidaysOf.get(letter) ?? []), holiday])
}

const weekdays = new Map<string, DayName>()
const namesOfWeekdays =
  'SUN SUNDAY, MON MONDAY, TUE TUES TUESDAY, WED WEDNESDAY, THU THUR THURS THURSDAY, FRI FRIDAY, SAT SATURDAY'
for (const [index, names] of namesOfWeekdays.split(', ').entries()) {
  for (const name of names.split(' ')) weekdays.set(name, { isDay: fallsOn(index), words: 1 })
}

/** Reads the name of a weekday or a federal holiday; null when there is none at this word. */
export function readDayName(words: readonly string[], at: number): DayName | null {
  const word = words[at] ?? ''
  const known = weekdays.get(word)
  if (known !== undefined) return known
  const candidates = holidaysOf.get(word.charAt(0))
  if (candidates === undefined) return null
  const first = withoutMarks(word)
  for (const [name, isDay] of candidates) {
    const taken = name.startsWith(first) ? wordsOf(name, words, at) : 0
    if (taken > 0) return { isDay, words: taken }
  }
  return null
}

// The number of words that print a holiday: "M.L.KING DAY" and "NEW YEAR'S DAY" have fewer words, or punctuation.
function wordsOf(name: string, words: readonly string[], at: number): number {
  let printed = ''
  for (let taken = 1; taken <= 5; taken++) {
    const word = words[at + taken - 1]
    if (word === undefined) return 0
    printed += `${printed === '' ? '' : ' '}${withoutMarks(word)}`
    if (printed === name) return taken
    if (!name.startsWith(printed) || name[printed.length] !== ' ') return 0
  }
  return 0
}

const withoutMarks = (word: string): string =>
  /['.]/.test(word) ? word.replaceAll("'", '').replaceAll('.', ' ').trim() : word
