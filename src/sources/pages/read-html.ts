// Title and words of an HTML page, in one pass from its beginning to its end. No tree is built: what counts is which
// characters a reader sees, and a page that is malformed, endless or hostile costs no more than its length.
import { createWordCounter } from './count-words.ts'
import { decodeEntities } from './entities.ts'

export interface HtmlText {
  title: string | null
  words: number
}

const longestTitle = 300
/** Read for the title at most: blanks and references take more room than what they come to. */
const longestRawTitle = 4_000

/** Their content is no text of the page. */
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

/** Words go on across these. */
const inline = new Set(
  (
    'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small ' +
    'span strike strong sub sup time tt u var wbr'
  ).split(' '),
)

/** Reads a page: the title on one line, and the number of its words, the title's own not counted. */
export function readHtml(html: string): HtmlText {
  const counter = createWordCounter()
  let title: string | null = null
  let drawings = 0
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open !== at) counter.add(decodeEntities(html.slice(at, open < 0 ? html.length : open)))
    if (open < 0) break
    const tag = readTag(html, open)
    at = tag.end
    if (tag.name === null) {
      // A `<` that begins nothing is text.
      if (tag.isText) counter.add('<')
      continue
    }
    if (!inline.has(tag.name)) counter.separate()
    if (tag.name === 'svg') drawings = Math.max(0, drawings + (tag.isClosing ? -1 : 1))
    if (tag.isClosing) continue
    if (tag.name === 'title') {
      const end = closingTag(html, at, 'title')
      // Pictures have titles of their own.
      if (title === null && drawings === 0)
        title = titleOf(html.slice(at, Math.min(end, at + longestRawTitle)))
      at = end
    } else if (skipped.has(tag.name)) at = closingTag(html, at, tag.name)
  }
  return { title, words: counter.words }
}

/** Plain text has no title. */
export function readPlain(text: string): HtmlText {
  const counter = createWordCounter()
  counter.add(text)
  return { title: null, words: counter.words }
}

interface Tag {
  /** In lower case; null for comments, declarations and what is no tag. */
  name: string | null
  isClosing: boolean
  isText: boolean
  /** Where it ends: behind its `>`, or where the page ends. */
  end: number
}

const tagName = /[a-zA-Z][^\s/>]{0,40}/y

function readTag(html: string, open: number): Tag {
  const nothing = { name: null, isClosing: false, isText: false }
  if (html.startsWith('<!--', open)) return { ...nothing, end: behind(html, '-->', open + 2) }
  const next = html[open + 1]
  if (next === '!' || next === '?') return { ...nothing, end: behind(html, '>', open + 2) }
  const isClosing = next === '/'
  tagName.lastIndex = open + (isClosing ? 2 : 1)
  const name = tagName.exec(html)?.[0].toLowerCase()
  if (name === undefined) {
    if (isClosing) return { ...nothing, end: behind(html, '>', open + 2) }
    return { ...nothing, isText: true, end: open + 1 }
  }
  return { name, isClosing, isText: false, end: tagEnd(html, tagName.lastIndex) }
}

/** Behind the `>` that ends a tag: one within a quoted value ends nothing. */
function tagEnd(html: string, from: number): number {
  for (let at = from; at < html.length; at++) {
    const character = html[at]
    if (character === '>') return at + 1
    if (character !== '"' && character !== "'") continue
    // Quotes matter where a value begins; elsewhere they are a slip of the pen.
    if (!/=\s{0,9}$/.test(html.slice(Math.max(from, at - 10), at))) continue
    const quote = html.indexOf(character, at + 1)
    if (quote < 0) return html.length
    at = quote
  }
  return html.length
}

/** Where the closing tag of this name begins; where the page ends when there is none. */
function closingTag(html: string, from: number, name: string): number {
  for (let at = html.indexOf('</', from); at >= 0; at = html.indexOf('</', at + 2)) {
    const behindName = at + 2 + name.length
    if (html.slice(at + 2, behindName).toLowerCase() !== name) continue
    if (behindName === html.length || /[\s/>]/.test(html[behindName] ?? '')) return at
  }
  return html.length
}

const behind = (html: string, mark: string, from: number): number => {
  const found = html.indexOf(mark, from)
  return found < 0 ? html.length : found + mark.length
}

function titleOf(raw: string): string | null {
  const title = decodeEntities(raw).replace(/\s+/g, ' ').trim()
  if (title === '') return null
  // Not cut within a pair of surrogates.
  return title.length <= longestTitle
    ? title
    : title
        .slice(0, longestTitle)
        .toWellFormed()
        .replace(/\ufffd$/, '')
}
