// The vocabulary of a period's text. A word may be of several kinds ("north" is a direction and may begin a place);
// the phrase readers decide which one applies. Longer than most files because it is one table with its look-up.
import type { Characters } from './codes.ts'

/** Kinds of words, as bits. */
export const Kind = {
  direction: 1,
  knots: 2,
  feet: 4,
  seconds: 8,
  miles: 16,
  change: 32,
  wind: 64,
  sea: 128,
  gust: 256,
  swell: 512,
  dayPart: 1024,
  weekday: 2048,
  placeStart: 4096,
  weather: 8192,
  weatherJoin: 16384,
  approx: 32768,
  chop: 65536,
  visibility: 131072,
  force: 262144,
  /** May begin a phrase of time. */
  timeStart: 524288,
  /** May stand before the number of a quantity. */
  quantityStart: 1048576,
  /** May stand before the noun of gusts. */
  gustLead: 2097152,
  /** Waves that break on a shore, whose height is not that of the seas. */
  surf: 4194304,
} as const

/** A word that the grammar knows: its lower-case form, its kinds and, for a direction, the compass abbreviation. */
export interface Lexeme {
  /** Its number in the vocabulary; 0 for words outside it. */
  readonly id: number
  readonly word: string
  readonly kinds: number
  readonly compass: string
}

const none = ''
const kindsOf = new Map<string, number>()
const compassOf = new Map<string, string>()

function add(kind: number, words: string): void {
  for (const word of words.split(' ')) kindsOf.set(word, (kindsOf.get(word) ?? 0) | kind)
}

function addCompass(abbreviation: string, words: string): void {
  add(Kind.direction, words)
  for (const word of words.split(' ')) compassOf.set(word, abbreviation)
}

addCompass('N', 'n north northerly')
addCompass('NNE', 'nne')
addCompass('NE', 'ne northeast northeasterly')
addCompass('ENE', 'ene')
addCompass('E', 'e east easterly')
addCompass('ESE', 'ese')
addCompass('SE', 'se southeast southeasterly')
addCompass('SSE', 'sse')
addCompass('S', 's south southerly')
addCompass('SSW', 'ssw')
addCompass('SW', 'sw southwest southwesterly')
addCompass('WSW', 'wsw')
addCompass('W', 'w west westerly')
addCompass('WNW', 'wnw')
addCompass('NW', 'nw northwest northwesterly')
addCompass('NNW', 'nnw')
addCompass('VARIABLE', 'variable vrb vrbl')

add(Kind.knots, 'kt kts knot knots')
add(Kind.feet, 'ft feet foot')
add(Kind.seconds, 'second seconds sec secs')
add(Kind.miles, 'nm nautical')
add(
  Kind.change,
  'becoming increasing increase diminishing diminish decreasing decrease easing ease rising rise falling subsiding ' +
    'subside building build shifting shift veering veer backing back turning lowering weakening strengthening abating ' +
    'going swinging hauling clocking switching dropping settling lessening growing changing pulsing',
)
add(Kind.wind, 'wind winds gales')
add(Kind.sea, 'sea seas wave waves')
add(Kind.surf, 'surf breaker breakers surge')
add(Kind.gust, 'gust gusts gusting gusty')
add(Kind.swell, 'swell swells')
add(
  Kind.dayPart,
  'morning afternoon evening night overnight midnight noon day daybreak sunrise sunset dawn dusk daylight midday ' +
    'ebb flood tide mornings afternoons evenings nights midmorning midafternoon midevening',
)
add(
  Kind.weekday,
  'sun mon tue wed thu fri sat sunday monday tuesday wednesday thursday friday saturday tues thur thurs',
)
add(
  Kind.placeStart,
  'near over along in at within outside inside beyond off of across through between from around on by among ' +
    'elsewhere offshore onshore inshore nearshore seaward landward north south east west northern southern eastern ' +
    'western northeastern northwestern southeastern southwestern central outer inner upper lower n s e w ne nw se sw ' +
    'northeast northwest southeast southwest downwind upwind locally windward leeward out throughout under toward behind ahead ' +
    'towards adjacent northward southward eastward westward ' +
    'well otherwise middle far remainder rest adjoining open exposed protected sheltered',
)
add(
  Kind.weather,
  'rain showers shower tstms tstm thunderstorms thunderstorm tstorms snow sleet drizzle fog haze smoke flurries mist ' +
    'pellets squalls squall waterspouts waterspout vog ash sprinkles hail frost dust spray sunny clear cloudy fair ' +
    'overcast clouds sunshine cloudiness rainshowers snowshowers thunder lightning precipitation sky skies storms ' +
    'mix clearing sand dry tropical hurricane typhoon rainfall squally',
)
add(
  Kind.weatherJoin,
  'a an chance slight likely isolated scattered numerous widespread patchy areas of occasional periods definite ' +
    'possible brief frequent some few light heavy moderate dense freezing strong severe mostly partly mainly blowing ' +
    'wintry storm conditions volcanic ice and or with mixed then becoming changing to the in intermittent ' +
    'increasing decreasing good lots good considerable very local locally ending developing dissipating through ' +
    'spotty threat risk continuing diminishing tapering possibly mild otherwise steady rumbles patches at times ' +
    'generally turning lifting burning off except accumulating low thickening high thin gradual gradually intervals ' +
    'variable clouds chances turning not as partial partially sunny off on snow rain wintry embedded wet hazy foggy ' +
    'rainy snowy stormy dry smoky drizzly showery',
)
add(Kind.approx, 'around about near approximately roughly nearly')
add(
  Kind.chop,
  'chop choppy smooth rough calm flat slight slightly light moderate heavy very extremely quite a to nearly mostly ' +
    'occasionally ripples rippled or and flat near glassy considerable generally becoming',
)
add(Kind.visibility, 'vsby vsbys visibility visibilities')
add(Kind.force, 'gale storm hurricane force')

add(
  Kind.timeStart,
  'in during for through after before by until till around about toward towards from at near on between late early ' +
    'into later tonight today overnight tomorrow initially temporarily briefly afterwards thereafter eventually this ' +
    'mid all most rest remainder shortly just the first',
)
add(
  Kind.quantityStart,
  'to up less under below no not at around about near approximately roughly nearly of generally mainly mostly one ' +
    'two three four five six seven eight nine ten calm flat',
)
add(
  Kind.gustLead,
  'with and a few frequent occasional isolated local locally higher strong brief some possible wind g',
)

// Words that readers compare with.
add(
  0,
  'to or and less than up with the then this tonight today late early after before until till mid later during ' +
    'toward hours times time all most except elsewhere while but for combined mixed detail period dominant primary ' +
    'secondary occasional occasionally under below no more not exceeding most lower greater higher high higher ' +
    'portion portions half halves waters water coast bay bays gulf stream first initially briefly average long ' +
    'height heights significant otherwise tomorrow next middle half quarter one two three four five six seven eight ' +
    'nine ten through around into so pt st mt am pm a.m p.m. remainder rest of mostly possibly mainly beginning ' +
    'starting shortly by near just quickly rapidly gradually slowly at as is are will be expected local locally ' +
    'frequent few brief isolated force highest lightest excess reaching between per mph m meters inches ' +
    'miles mile statute point points again temporarily max maximum peak temporarily eventually only well slightly ' +
    'throughout there where when which if however and/or back swells short period periods long-period short-period mean ' +
    'abating afterwards thereafter soon increasing waves direction directions directional each least places fathoms ' +
    'quarters : &',
)

const size = 4096
const mask = size - 1
const table: (Entry | undefined)[] = new Array(size).fill(undefined)
// The letters of all words, concatenated.
const letters = new Uint16Array(16 * 1_024)
let lastLetter = 0
let lastId = 0

/** An entry of the table: a word, its hash, and the range of its letters. */
interface Entry extends Lexeme {
  readonly hash: number
  readonly first: number
  readonly length: number
}

/** The capacity of the vocabulary; id 0 is reserved for other words. */
export const maxWords = 2048

for (const word of kindsOf.keys()) idOf(word)

/** The number of a word (in lower case), which is added to the vocabulary if it is new. */
export function idOf(word: string): number {
  const hash = hashOf(word)
  let slot = hash & mask
  for (; ; slot = (slot + 1) & mask) {
    const entry = table[slot]
    if (entry?.word === word) return entry.id
    if (entry === undefined) break
  }
  lastId++
  if (lastId >= maxWords) throw new Error(`the vocabulary has more than ${maxWords} words`)
  table[slot] = {
    id: lastId,
    word: interned(word),
    kinds: kindsOf.get(word) ?? 0,
    compass: compassOf.get(word) ?? none,
    hash,
    first: lastLetter,
    length: word.length,
  }
  for (let index = 0; index < word.length; index++) letters[lastLetter++] = word.charCodeAt(index)
  return lastId
}

// Property names are interned, so that comparing one with a literal compares two pointers.
function interned(word: string): string {
  return Object.keys({ [word]: true })[0] ?? word
}

function hashOf(word: string): number {
  let hash = 7
  for (let index = 0; index < word.length; index++) hash = mixHash(hash, word.charCodeAt(index))
  return hash
}

/** One step of the hash of a word: the hash so far, and the code of the next letter in lower case. */
export function mixHash(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0
}

/** The hash of an empty word. */
export const emptyHash = 7

/** The lexeme of `text[start, end)`, whose hash the tokenizer has; null for a word outside the vocabulary. */
export function lookUp(text: Characters, start: number, end: number, hash: number): Lexeme | null {
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const entry = table[slot]
    if (entry === undefined) return null
    if (entry.hash === hash && entry.length === end - start && isSame(entry, text, start)) return entry
  }
}

function isSame({ first, length }: Entry, text: Characters, start: number): boolean {
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(start + index)
    const lower = code >= 65 && code <= 90 ? code + 32 : code
    if (lower !== letters[first + index]) return false
  }
  return true
}
