import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { match } from '../../../../src/sources/marine/search/match.ts'
import { searchTexts } from '../../../../src/sources/marine/search/search-texts.ts'
import { snippetOf } from '../../../../src/sources/marine/search/snippet.ts'
import type { Phrase } from '../../../../src/sources/marine/search/terms.ts'
import { wordsOf } from '../../../../src/sources/marine/search/words.ts'

// Few words, so that queries meet texts; some that fold, and some that hold no letter.
const word = fc.constantFrom('gale', 'Fog', 'dense', 'kt', '10', 'Señora', 'winds', 'W-NW', '...', 'É')
const text = fc.array(word, { maxLength: 80 }).map((words) => words.join(' '))
const anyText = fc.oneof(text, fc.string({ unit: 'grapheme', maxLength: 400 }))
const phrase = fc
  .array(word, { minLength: 1, maxLength: 3 })
  .map((words): Phrase => wordsOf(words.join(' ')).map(({ folded }) => folded))
  .filter((words) => words.length > 0)
const phrases = fc.array(phrase, { minLength: 1, maxLength: 3 })

const holds = (words: readonly string[], sought: Phrase): boolean =>
  ` ${words.join(' ')} `.includes(` ${sought.join(' ')} `)
const foldedIn = (where: string): string[] => wordsOf(where).map(({ folded }) => folded)

describe('whatever is looked for', () => {
  test('a text matches exactly if it contains every phrase and no excluded one', () => {
    fc.assert(
      fc.property(anyText, phrases, fc.array(phrase, { maxLength: 2 }), (where, all, none) => {
        const words = foldedIn(where)
        const isMatch = all.every((one) => holds(words, one)) && !none.some((one) => holds(words, one))
        expect(match(where, { all, none }) !== null).toBe(isMatch)
      }),
    )
  })

  test('excluded words never add a match', () => {
    fc.assert(
      fc.property(text, phrases, phrase, (where, all, unwanted) => {
        const fewer = match(where, { all, none: [unwanted] })
        if (fewer) expect(fewer).toEqual(match(where, { all, none: [] }))
      }),
    )
  })

  test('a text that contains a phrase contains its words', () => {
    fc.assert(
      fc.property(text, phrase, (where, sought) => {
        if (!match(where, { all: [sought], none: [] })) return
        const each = sought.map((one) => [one])
        expect(match(where, { all: each, none: [] })).not.toBeNull()
      }),
    )
  })

  test('spans are in order, do not overlap, and each is a match', () => {
    fc.assert(
      fc.property(anyText, phrases, (where, all) => {
        let last = -1
        for (const [start, end] of match(where, { all, none: [] }) ?? []) {
          expect(start).toBeGreaterThan(last)
          expect(end).toBeGreaterThan(start)
          const words = foldedIn(where.slice(start, end))
          expect(all.some((one) => holds(words, one))).toBe(true)
          last = end
        }
      }),
    )
  })
})

describe('a snippet', () => {
  const marked = fc.tuple(anyText, phrases).map(([where, all]) => ({
    where,
    spans: match(where, { all, none: [] }),
  }))

  test('is an excerpt of the text with a match, and says whether text was cut', () => {
    fc.assert(
      fc.property(marked, ({ where, spans }) => {
        if (!spans) return
        const { segments, cut } = snippetOf(where, spans)
        const whole = segments.map((segment) => segment.text).join('')
        expect(where).toContain(whole)
        expect(segments.some((segment) => segment.match)).toBe(true)
        expect(where.startsWith(whole) || cut.before).toBe(true)
        expect(where.endsWith(whole) || cut.after).toBe(true)
        if (where.length <= 240) expect(whole).toBe(where)
      }),
    )
  })

  test('marks only matches, and has no empty segment', () => {
    fc.assert(
      fc.property(marked, ({ where, spans }) => {
        if (!spans) return
        const found = spans.map(([start, end]) => where.slice(start, end))
        for (const { text: part, match: isMatch } of snippetOf(where, spans).segments) {
          expect(part).not.toBe('')
          if (isMatch) expect(found).toContain(part)
        }
      }),
    )
  })

  test('of a long text is short, whole words around a match far inside', () => {
    const long = `${'fair skies '.repeat(40)}gale warning ${'light winds '.repeat(40)}`
    const spans = match(long, { all: [['gale']], none: [] }) ?? []
    const { segments, cut } = snippetOf(long, spans)
    const whole = segments.map((segment) => segment.text).join('')
    expect(whole.length).toBeLessThanOrEqual(240)
    expect(whole).toMatch(/^(fair|skies) .* (light|winds)$/)
    expect(segments.filter((segment) => segment.match)).toEqual([{ text: 'gale', match: true }])
    expect(cut).toEqual({ before: true, after: true })
  })
})

test('texts are searched one by one, wherever they begin', () => {
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 12 }), phrases, (texts, all) => {
      const terms = { all, none: [] }
      const lengths = texts.map((each) => each.length)
      const apart = texts.flatMap((each, index) => {
        const spans = match(each, terms)
        return spans ? [{ index, spans }] : []
      })
      expect(searchTexts.decode(texts.join(''), { terms, lengths })).toEqual(apart)
    }),
  )
})
