import { emptyHash, Kind, type Lexeme, lookUp, mixHash } from './words.ts'

/** What a token is. */
export const TokenType = { word: 0, number: 1, stop: 2, pause: 3, comma: 4, mark: 5 } as const

/** What the tokenizer asks of a text; any string has it. */
export type Characters = Pick<string, 'length' | 'charCodeAt' | 'slice'>

/** A word, a number or a mark, with its place in the text. */
export interface Token {
  type: number
  start: number
  end: number
  /** The word in lower case, or the mark itself; "" for numbers and stops. */
  word: string
  kinds: number
  compass: string
  value: number
  /** What it was read as: 0 nothing yet, 1 a connecting word, 2 and more the path of a value. */
  role: number
}

const nothing: Lexeme = { word: '', kinds: 0, compass: '' }

/** What of a text is made into tokens. */
export interface TokenizeOptions {
  start?: number
  end?: number
  /** Tokens that are no longer in use; they are refilled to save allocations. */
  reused?: Token[]
}

/**
 * The tokens of a period's text in order. Only blanks lie between them. A full stop that ends a sentence is a `stop`,
 * two or more are a `pause`; the stop of an abbreviation ("Pt.", "U.S.") belongs to its word.
 */
export function tokenize(
  text: Characters,
  { start = 0, end = text.length, reused = [] }: TokenizeOptions = {},
): Token[] {
  return new Tokenizer(text, reused).read(start, end)
}

// Maximum number of tokens kept for the next text; a sentence has about ten.
const mostReused = 256

class Tokenizer {
  private readonly text: Characters
  private readonly reused: Token[]
  private readonly tokens: Token[] = []

  constructor(text: Characters, reused: Token[]) {
    this.text = text
    this.reused = reused
  }

  read(start: number, end: number): Token[] {
    const { text } = this
    for (let at = start; at < end; ) {
      const code = text.charCodeAt(at)
      if (code === 32) at++
      else if (isDash(code)) at = this.mark(at, code)
      else if (isLetter(code)) at = this.word(at)
      else if (isDigit(code)) at = this.number(at)
      else at = this.mark(at, code)
    }
    return this.tokens
  }

  private word(start: number): number {
    const { text } = this
    let end = start
    let hash = emptyHash
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end)
      if (code >= 97 && code <= 122) hash = mixHash(hash, code)
      else if (code >= 65 && code <= 90) hash = mixHash(hash, code + 32)
      else if ((code > 127 && !isDash(code)) || code === 39) hash = mixHash(hash, code)
      else break
    }
    // "w/ gusts", "w/gusts": no direction, but "with".
    if (end === start + 1 && (text.charCodeAt(start) | 32) === 119 && isShortWith(text, end)) {
      this.push(TokenType.word, start, end + 1, withWord, 0)
      return end + 1
    }
    const lexeme = lookUp(text, start, end, hash)
    if (isAbbreviation(text, start, end)) {
      this.push(TokenType.word, start, end + 1, lexeme ?? unlisted(text.slice(start, end)), 0)
      return end + 1
    }
    this.push(TokenType.word, start, end, lexeme ?? unlisted(text.slice(start, end)), 0)
    return end
  }

  private number(start: number): number {
    const { text } = this
    let end = start
    let value = 0
    for (; isDigit(text.charCodeAt(end)); end++) value = value * 10 + text.charCodeAt(end) - 48
    const mark = text.charCodeAt(end)
    if ((mark === 46 || mark === 47) && isDigit(text.charCodeAt(end + 1))) {
      const whole = value
      let part = 0
      let scale = 1
      for (end++; isDigit(text.charCodeAt(end)); end++) {
        part = part * 10 + text.charCodeAt(end) - 48
        scale *= 10
      }
      value = mark === 46 ? whole + part / scale : whole / part
    }
    this.push(TokenType.number, start, end, nothing, value)
    return end
  }

  private mark(start: number, code: number): number {
    const { text } = this
    let end = start + 1
    if (code === 46) {
      while (text.charCodeAt(end) === 46) end++
      this.push(end - start > 1 ? TokenType.pause : TokenType.stop, start, end, nothing, 0)
    } else if (code === 44 || code === 59 || code === 40 || code === 41) {
      this.push(TokenType.comma, start, end, nothing, 0)
    } else if (isDash(code)) {
      const isBetween = isPause(text, start)
      this.push(isBetween ? TokenType.pause : TokenType.mark, start, end, isBetween ? nothing : dash, 0)
    } else {
      this.push(TokenType.mark, start, end, unlisted(text.slice(start, end)), 0)
    }
    return end
  }

  private push(
    type: number,
    start: number,
    end: number,
    { word, kinds, compass }: Lexeme,
    value: number,
  ): void {
    const { reused, tokens } = this
    const token = reused[tokens.length]
    if (token === undefined) {
      const fresh: Token = { type, start, end, word, kinds, compass, value, role: 0 }
      if (tokens.length === reused.length && reused.length < mostReused) reused.push(fresh)
      tokens.push(fresh)
      return
    }
    token.type = type
    token.start = start
    token.end = end
    token.word = word
    token.kinds = kinds
    token.compass = compass
    token.value = value
    token.role = 0
    tokens.push(token)
  }
}

const withWord: Lexeme = { word: 'with', kinds: Kind.gustLead | Kind.weatherJoin, compass: '' }

function isShortWith(text: Characters, at: number): boolean {
  if (text.charCodeAt(at) !== 47) return false
  return text.charCodeAt(at + 1) === 32 || !directionAhead.test(text.slice(at + 1, at + 7))
}

// "W/NW winds": between directions the mark is a mark.
const directionAhead = /^(?:[nsew]{1,3}(?![a-z])|north|south|east|west|var|vrb|[^a-z])/i

const dash: Lexeme = { word: '-', kinds: 0, compass: '' }

const unlisted = (word: string): Lexeme => ({ word: word.toLowerCase(), kinds: 0, compass: '' })

/** A full stop behind a text, where another sentence may follow. */
export const stopAt = (end: number): Token => ({
  type: TokenType.stop,
  start: end,
  end,
  word: '',
  kinds: 0,
  compass: '',
  value: 0,
  role: 0,
})

/** Is the stop at `end` that of an abbreviation, the letters from `start` on? */
// "Pt. Conception", "U.S. waters": the stop ends no sentence. Only before another word, and only after these letters.
export function isAbbreviation(text: Characters, start: number, end: number): boolean {
  if (text.charCodeAt(end) !== 46 || text.charCodeAt(end + 1) === 46) return false
  const next = text.charCodeAt(end + 1) === 32 ? end + 2 : end + 1
  if (!isLetter(text.charCodeAt(next))) return false
  const letters = text.slice(start, end).toLowerCase()
  if (letters === 'u' || (letters === 's' && text.charCodeAt(start - 1) === 46)) return true
  return letters === 'pt' || letters === 'st' || letters === 'mt' || letters === 'is' || letters === 'cp'
}

// A dash between blanks parts clauses, one between words or two numbers ("10 - 15 kt") joins them.
function isPause(text: Characters, at: number): boolean {
  if (text.charCodeAt(at - 1) !== 32 || text.charCodeAt(at + 1) !== 32) return false
  return !(isDigit(text.charCodeAt(at - 2)) && isDigit(text.charCodeAt(at + 2)))
}

const isDash = (code: number): boolean => code === 45 || code === 8211 || code === 8212

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 127
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
