// Positions as people write them: decimal degrees, degrees and minutes, or degrees, minutes and seconds; with a sign or with N,
// S, E, W before or after; separated by a comma, a slash or a blank. The text is split into tokens, the tokens into two halves,
// and each half is read by itself, so that an error can name its half.

export interface Position {
  /** Degrees north. */
  lat: number
  /** Degrees east. */
  lon: number
}

/** The faults of a text that looks like a position but is out of range. */
export type PositionFaults = readonly string[]

/** Reads a position: null for a text that does not look like one, its faults when it is out of range. */
export function readPosition(text: string): Position | PositionFaults | null {
  const halves = halvesOf(tokensOf(text) ?? [])
  const [first, second] = halves?.map(readHalf) ?? []
  if (!first || !second) return null
  const isReversed = isEastWest(first.letter) || isNorthSouth(second.letter)
  const [lat, lon] = isReversed ? [second, first] : [first, second]
  const faults = [...faultsOf(lat, 'latitude'), ...faultsOf(lon, 'longitude')]
  return faults.length > 0 ? faults : { lat: degreesOf(lat), lon: degreesOf(lon) }
}

/** True when a position was read. */
export const isPosition = (reading: ReturnType<typeof readPosition>): reading is Position =>
  reading !== null && 'lat' in reading

/** Reads a position; null for anything else. */
export function positionIn(text: string): Position | null {
  const reading = readPosition(text)
  return isPosition(reading) ? reading : null
}

const axes = {
  latitude: { letters: 'NS', max: 90, hint: 'N or S' },
  longitude: { letters: 'EW', max: 180, hint: 'E or W' },
} as const

type Token =
  | { kind: 'number'; text: string; sign: '' | '+' | '-' }
  | { kind: 'letter' | 'mark' | 'between'; text: string }

/** One half as written: degrees, with optional minutes and seconds. */
interface Half {
  letter: string | undefined
  sign: '' | '+' | '-'
  numbers: readonly number[]
}

const spellings: readonly (readonly [RegExp, string])[] = [
  [/[−‐‑‒–—﹣－]/gu, '-'],
  [/[º˚∘]/gu, '°'],
  [/[″“”„‟〃ʺ]|['’‘′ʹʼ`´]{2}/gu, '"'],
  [/[’‘′ʹʼ`´]/gu, "'"],
  [/，/gu, ','],
]

/** Splits a text into tokens; null when any of it cannot belong to a position. */
function tokensOf(text: string): Token[] | null {
  const plain = spellings.reduce((so, [pattern, mark]) => so.replace(pattern, mark), text).toUpperCase()
  const pattern =
    /\s*(?:(?<sign>[+-]?)(?<number>\d{1,3}(?![\d])(?:\.\d*)?|\.\d+)|(?<letter>NORTH|SOUTH|EAST|WEST|[NSEW])(?![A-Z])|(?<mark>[°'"])|(?<between>[,;/]))\s*/y
  const tokens: Token[] = []
  while (pattern.lastIndex < plain.length) {
    const groups = pattern.exec(plain)?.groups
    if (!groups) return null
    const { sign = '', number, letter, mark, between } = groups
    if (number !== undefined) tokens.push({ kind: 'number', text: number, sign: sign as '' | '+' | '-' })
    else if (letter !== undefined) tokens.push({ kind: 'letter', text: letter.slice(0, 1) })
    else tokens.push({ kind: mark === undefined ? 'between' : 'mark', text: mark ?? between ?? '' })
  }
  return tokens
}

/** Finds the start of the second half: after a separator or letter, before a sign or second degree mark, or between numbers. */
function halvesOf(tokens: readonly Token[]): [Token[], Token[]] | null {
  const places = (isMeant: (token: Token) => boolean): number[] =>
    tokens.flatMap((token, index) => (isMeant(token) ? [index] : []))
  const cut = (at: number | undefined, skip = 0): [Token[], Token[]] | null =>
    at === undefined || at <= 0 ? null : [tokens.slice(0, at), tokens.slice(at + skip)]
  const between = places(({ kind }) => kind === 'between')
  if (between.length > 0) return between.length === 1 ? cut(between[0], 1) : null
  const letters = places(({ kind }) => kind === 'letter')
  if (letters.length > 0) return letters[0] === 0 ? cut(letters[1]) : cut((letters[0] ?? 0) + 1)
  const signed = places((token) => token.kind === 'number' && token.sign !== '').filter((index) => index > 0)
  if (signed.length > 0) return signed.length === 1 ? cut(signed[0]) : null
  const degrees = places(({ text }) => text === '°')
  if (degrees.length > 0) return degrees.length === 2 ? cut((degrees[1] ?? 0) - 1) : null
  return tokens.length === 2 ? cut(1) : null
}

/** Reads one half; null when its tokens are not in the order of a coordinate. */
function readHalf(tokens: readonly Token[]): Half | null {
  const letters = tokens.filter(({ kind }) => kind === 'letter')
  const isAtEnd = tokens[0]?.kind === 'letter' || tokens.at(-1)?.kind === 'letter'
  if (letters.length > 1 || (letters.length === 1 && !isAtEnd)) return null
  const numbers: number[] = []
  let sign: Half['sign'] = ''
  let isMarked = true
  for (const token of tokens) {
    if (token.kind === 'letter') continue
    if (token.kind === 'number') {
      const isWhole = numbers.every(Number.isInteger)
      if (numbers.length === 3 || !isWhole || (numbers.length > 0 && token.sign !== '')) return null
      if (numbers.length === 0) sign = token.sign
      numbers.push(Number(token.text))
      isMarked = false
    } else {
      if (isMarked || token.text !== `°'"`[numbers.length - 1]) return null
      isMarked = true
    }
  }
  return numbers.length === 0 ? null : { letter: letters[0]?.text, sign, numbers }
}

const isNorthSouth = (letter = ''): boolean => letter !== '' && axes.latitude.letters.includes(letter)
const isEastWest = (letter = ''): boolean => letter !== '' && axes.longitude.letters.includes(letter)

function* faultsOf(half: Half, name: keyof typeof axes): Generator<string> {
  const { letters, max, hint } = axes[name]
  const { letter, sign, numbers } = half
  if (letter !== undefined && !letters.includes(letter)) yield `the ${name} is ${letter}: it must be ${hint}`
  if (letter !== undefined && sign === '-') yield `the ${name} has both a minus and ${letter}`
  const unit = ['degrees', 'minutes', 'seconds'].find((_, index) => index > 0 && (numbers[index] ?? 0) >= 60)
  if (unit) yield `the ${name} has 60 ${unit} or more`
  else if (Math.abs(degreesOf(half)) > max)
    yield `the ${name} ${degreesOf(half)} is not between -${max} and ${max}`
}

function degreesOf({ letter, sign, numbers: [degrees = 0, minutes = 0, seconds = 0] }: Half): number {
  const value = degrees + minutes / 60 + seconds / 3_600
  const isNegative = sign === '-' || letter === 'S' || letter === 'W'
  // Avoids -0: it is the same place, but would be a different key.
  return isNegative && value !== 0 ? -value : value
}
