import type { Characters } from './codes.ts'
import { emptyHash, idOf, Kind, type Lexeme, lookUp, mixHash } from './words.ts'

/** The types of tokens. */
export const TokenType = { word: 0, number: 1, stop: 2, pause: 3, comma: 4, mark: 5 } as const

/** A word, a number or a mark, with its place in the text. */
export interface Token {
  type: number
  start: number
  end: number
  /** The word in lower case, or the mark itself; "" for one outside the vocabulary, for numbers and for stops. */
  word: string
  /** The number of the word in the vocabulary; 0 where `word` is "". */
  id: number
  kinds: number
  compass: string
  value: number
  /** Its role: 0 unread, 1 a connecting word, 2 and above the path of a value. */
  role: number
}

const nothing: Lexeme = { id: 0, word: '', kinds: 0, compass: '' }

/** The tokens of a whole text in order. */
export const tokenize = (text: Characters): Token[] => new Tokenizer().read(text, 0, text.length)

// The maximum number of unused tokens kept for the next text; a sentence has about ten.
const maxSpare = 256

/**
 * Splits text into words, numbers and marks; only blanks lie between them. A full stop that ends a sentence is a `stop`, two or
 * more are a `pause`; the stop of an abbreviation ("Pt.", "U.S.") belongs to its word.
 */
export class Tokenizer {
  private text: Characters = ''
  // Both are reused for every text, because tokens would be most of the garbage.
  private readonly tokens: Token[] = []
  private readonly spare: Token[] = []
  private count = 0

  /**
   * The tokens of `text[start, end)`, valid until the next call. `closes`: a full stop is added behind the last token, because
   * another sentence may follow.
   */
  read(text: Characters, start: number, end: number, closes = false): Token[] {
    const { tokens, spare } = this
    this.text = text
    this.count = 0
    for (let at = start; at < end; ) {
      const code = text.charCodeAt(at)
      if (code === 32) at++
      else if (isDash(code)) at = this.mark(at, code)
      else if (isLetter(code)) at = this.word(at)
      else if (isDigit(code)) at = this.number(at)
      else at = this.mark(at, code)
    }
    // Directly behind the last token, so that blanks at the end of a text are not taken for unread words.
    if (closes) {
      const behind = this.count === 0 ? end : (tokens[this.count - 1]?.end ?? end)
      this.push(TokenType.stop, behind, behind, nothing, 0)
    }
    while (tokens.length > this.count) {
      const token = tokens.pop()
      if (token !== undefined && spare.length < maxSpare) spare.push(token)
    }
    return tokens
  }

  private word(start: number): number {
    const { text } = this
    let end = start
    let hash = emptyHash
    for (; end < text.length; end++) {
      const letter = lowered(text.charCodeAt(end))
      if (letter === 0) break
      hash = mixHash(hash, letter)
    }
    // "w/ gusts", "w/gusts": no direction, but "with".
    if (end === start + 1 && (text.charCodeAt(start) | 32) === 119 && isShortWith(text, end)) {
      this.push(TokenType.word, start, end + 1, withWord, 0)
      return end + 1
    }
    const lexeme = lookUp(text, start, end, hash) ?? nothing
    if (isAbbreviation(text, start, end)) {
      this.push(TokenType.word, start, end + 1, lexeme, 0)
      return end + 1
    }
    this.push(TokenType.word, start, end, lexeme, 0)
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
      const lexeme = lookUp(text, start, end, mixHash(emptyHash, code)) ?? nothing
      this.push(TokenType.mark, start, end, lexeme, 0)
    }
    return end
  }

  private push(
    type: number,
    start: number,
    end: number,
    { id, word, kinds, compass }: Lexeme,
    value: number,
  ): void {
    const { tokens } = this
    const token = tokens[this.count] ?? this.addToken()
    this.count++
    token.type = type
    token.start = start
    token.end = end
    token.word = word
    token.id = id
    token.kinds = kinds
    token.compass = compass
    token.value = value
    token.role = 0
  }

  private addToken(): Token {
    const token = this.spare.pop() ?? newToken()
    this.tokens.push(token)
    return token
  }
}

/** A full stop without a position, to be filled in. */
export const newToken = (): Token => ({
  type: TokenType.stop,
  start: -1,
  end: -1,
  word: '',
  id: 0,
  kinds: 0,
  compass: '',
  value: 0,
  role: 0,
})

const withWord: Lexeme = {
  id: idOf('with'),
  word: 'with',
  kinds: Kind.gustLead | Kind.weatherJoin,
  compass: '',
}

function isShortWith(text: Characters, at: number): boolean {
  if (text.charCodeAt(at) !== 47) return false
  return text.charCodeAt(at + 1) === 32 || !directionAhead.test(text.slice(at + 1, at + 7))
}

// "W/NW winds": between directions the slash is a mark.
const directionAhead = /^(?:[nsew]{1,3}(?![a-z])|north|south|east|west|var|vrb|[^a-z])/i

const dash: Lexeme = { id: idOf('-'), word: '-', kinds: 0, compass: '' }

/** Does the full stop at `end` belong to an abbreviation, whose letters begin at `start`? */
// "Pt. Conception", "U.S. waters": the stop ends no sentence. Only before another word, and only after these letters.
export function isAbbreviation(text: Characters, start: number, end: number): boolean {
  if (text.charCodeAt(end) !== 46 || text.charCodeAt(end + 1) === 46) return false
  const next = text.charCodeAt(end + 1) === 32 ? end + 2 : end + 1
  if (!isLetter(text.charCodeAt(next))) return false
  const first = text.charCodeAt(start) | lowerCase
  if (end - start === 1)
    return first === letter.u || (first === letter.s && text.charCodeAt(start - 1) === 46)
  if (end - start !== 2) return false
  const second = text.charCodeAt(start + 1) | lowerCase
  if (second === letter.t) return first === letter.p || first === letter.s || first === letter.m
  return (first === letter.i && second === letter.s) || (first === letter.c && second === letter.p)
}

// The bit in which an ASCII letter differs from its capital.
const lowerCase = 32
const letter = { c: 99, i: 105, m: 109, p: 112, s: 115, t: 116, u: 117 } as const

// The letters of words in lower case, by their codes; 0 for other characters. A table, because the branches on each character of
// a text would be a tenth of the time of reading it.
const latin = 256
const letters = new Uint8Array(latin)
for (let code = 0; code < latin; code++) {
  if (isLetter(code) || code === 39) letters[code] = code >= 65 && code <= 90 ? code + lowerCase : code
}

const lowered = (code: number): number => (code < latin ? (letters[code] ?? 0) : isDash(code) ? 0 : code)

// A dash between blanks separates clauses; between words or two numbers ("10 - 15 kt") it joins them.
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
