import { newToken, type Token, TokenType } from './tokenize.ts'

/** The token outside the text: a full stop without a position. */
const noToken = newToken()

/** The token at an index, or one that matches nothing. */
export function tokenAt(tokens: readonly Token[], at: number): Token {
  // Not looked up outside the list: V8 treats an index of -1 as a property name, which slows down every look-up.
  return (at >= 0 && at < tokens.length ? tokens[at] : undefined) ?? noToken
}

/** Is this a word of one of these kinds? */
export function isKind(token: Token, kinds: number): boolean {
  return (token.kinds & kinds) !== 0
}

/** Are these the two words at an index? */
export function hasPair(tokens: readonly Token[], at: number, first: string, second: string): boolean {
  return tokenAt(tokens, at).word === first && tokenAt(tokens, at + 1).word === second
}

/** Does this token separate clauses: a comma, a semicolon or a pause? */
export function isSeparator(token: Token): boolean {
  return token.type === TokenType.comma || token.type === TokenType.pause
}

/** Does the word at an index name a wind force ("hurricane force", "tropical storm force")? */
export function isForce(tokens: readonly Token[], at: number): boolean {
  return tokenAt(tokens, at + 1).word === 'force' || tokenAt(tokens, at + 2).word === 'force'
}
