// Title and words of an HTML page, in one pass from its beginning to its end. No tree is built, and no stack of open elements is
// kept: htmlparser2's parser searches its stack for every tag, so a page of 400 KB of tags would occupy a thread for 4.7 s. Its
// tokenizer is linear, and knows comments, entities and the elements whose content is text.
import { Tokenizer } from 'htmlparser2'

export interface HtmlText {
  title: string | null
  words: number
}

const maxTitle = 300
/** Maximum length of the raw title: blanks and entities take more space than the text they give. */
const maxRawTitle = 4_000
const maxName = 40

/** Elements whose content is not text of the page. */
const skipped = new Set([
  'script',
  'style',
  'template',
  'iframe',
  'noembed',
  'noframes',
  'noscript',
  'object',
])

/** Inline elements, which do not separate words. */
const inline = new Set(
  (
    'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small ' +
    'span strike strong sub sup time tt u var wbr'
  ).split(' '),
)

/** Reads the title of a page, on one line, and the number of words without the title. */
export function readHtml(html: string): HtmlText {
  let text = ''
  let title: string | null = null
  /** The text of the current title element; null outside titles. */
  let reading: string | null = null
  let isHidden: string | null = null
  let drawings = 0

  const add = (piece: string): void => {
    if (reading !== null) reading = (reading + piece).slice(0, maxRawTitle)
    else if (isHidden === null) text += piece
  }
  const nameAt = (start: number, end: number): string =>
    html.slice(start, Math.min(end, start + maxName)).toLowerCase()
  const endTitle = (): void => {
    // Titles of SVG images do not count.
    if (reading !== null && title === null && drawings === 0) title = titleOf(reading)
    reading = null
  }
  const nothing = (): void => {}
  const tokenizer = new Tokenizer(
    {},
    {
      ontext(start, end) {
        // A truncated tag at the end is not text.
        const isCut = end === html.length && html[start - 1] === '<'
        if (!isCut) add(html.slice(start, end))
      },
      ontextentity: (codepoint) => add(String.fromCodePoint(codepoint)),
      onopentagname(start, end) {
        const name = nameAt(start, end)
        if (!inline.has(name)) text += ' '
        if (name === 'svg') drawings++
        else if (name === 'title') reading = ''
        else if (isHidden === null && skipped.has(name)) isHidden = name
      },
      onclosetag(start, end) {
        const name = nameAt(start, end)
        if (!inline.has(name)) text += ' '
        if (name === 'title') endTitle()
        else if (name === 'svg') drawings = Math.max(0, drawings - 1)
        if (name === isHidden) isHidden = null
      },
      isInForeignContext: () => drawings > 0,
      onend: endTitle,
      onattribdata: nothing,
      onattribentity: nothing,
      onattribend: nothing,
      onattribname: nothing,
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onopentagend: nothing,
      onprocessinginstruction: nothing,
      onselfclosingtag: nothing,
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return { title, words: countWords(text) }
}

/** Plain text has no title. */
export const readPlain = (text: string): HtmlText => ({ title: null, words: countWords(text) })

/** Runs of non-blank characters with a letter or a digit. */
const countWords = (text: string): number => text.match(/[\p{L}\p{N}][^\s\p{Cc}\u200b]*/gu)?.length ?? 0

function titleOf(raw: string): string | null {
  const title = raw.replace(/\s+/g, ' ').trim()
  if (title === '') return null
  // Not cut within a pair of surrogates.
  return title.length <= maxTitle
    ? title
    : title
        .slice(0, maxTitle)
        .toWellFormed()
        .replace(/\ufffd$/, '')
}
