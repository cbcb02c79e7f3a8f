// The Atom feed of a listing, which Reddit still serves without credentials. It has no score, number of comments or age limit; link and text
// of a post are in its HTML content.
import { Parser } from 'htmlparser2'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { isoInstant } from '../iso-instant.ts'
import type { Items } from '../items.ts'
import { readEach } from '../read-json.ts'
import { pageInsteadOfListing } from './failures.ts'
import { httpUrl } from './http-url.ts'
import type { Post, TopQuery } from './schema.ts'

/** The fields of an entry by element path; for links and pictures their URLs. */
const paths = ['id', 'title', 'published', 'author/name', 'content', 'link', 'media:thumbnail'] as const

const Entry = z.object({
  id: z
    .string()
    .transform((id) => id.replace(/^t3_/, ''))
    .pipe(z.string().min(1)),
  title: z.string(),
  link: z.string().transform(httpUrl).pipe(z.string()),
  published: z
    .string()
    .transform((time) => isoInstant(Date.parse(time)))
    .pipe(z.string()),
  'author/name': z.string().default(''),
  content: z.string().default(''),
  'media:thumbnail': z.string().default(''),
})

/** Reads the posts of a feed, in its order, at most as many as requested. */
export function readFeed(body: string, { limit }: TopQuery): Items<Post> {
  if (/^\s*<(?:!doctype\s+)?html/i.test(body)) throw pageInsteadOfListing()
  const { items, skipped } = readEach(Entry, entriesOf(body), 'an entry')
  return { items: items.slice(0, limit).map(toPost), skipped }
}

/** Maximum nesting: the parser searches the open elements at every tag. */
const maxDepth = 100

/** The entries of a feed. Entities that a document defines are not expanded, because they may be nested. */
function entriesOf(body: string): object[] {
  const entries: object[] = []
  const open: string[] = []
  let entry: Map<string, string> | null = null
  let isWhole = false
  const add = (path: string, text: string): void => {
    if (entry && paths.some((known) => known === path)) entry.set(path, (entry.get(path) ?? '') + text)
  }
  const parser = new Parser(
    {
      onopentag(name, { href = '', url = '' }) {
        if (open.push(name) > maxDepth) throw new AppError('upstream_invalid', 'XML that is nested too deep')
        if (open.length === 2 && open[0] === 'feed' && name === 'entry') entry = new Map()
        if (open.length === 3) add(name, name === 'link' ? href : name === 'media:thumbnail' ? url : '')
      },
      ontext: (text) => add(open.slice(2).join('/'), text),
      onclosetag(name, isImplied) {
        open.pop()
        if (open.length === 1 && entry && name === 'entry') {
          entries.push(Object.fromEntries(entry))
          entry = null
        }
        if (open.length === 0 && name === 'feed') isWhole = !isImplied
      },
    },
    { xmlMode: true },
  )
  parser.end(body)
  if (!isWhole) throw new AppError('upstream_invalid', 'the body is not a feed, or cut off')
  return entries
}

function toPost(entry: z.infer<typeof Entry>): Post {
  const { id, title, link: permalink, published, content } = entry
  const { address, selfText } = readContent(content)
  const url = httpUrl(address ?? '') ?? permalink
  const name = entry['author/name'].trim().replace(/^\/?u\//, '')
  const [, subreddit = ''] = /\/r\/([^/]+)\//.exec(permalink) ?? []
  return {
    id,
    title,
    score: null,
    comments: null,
    author: name === '' || name === '[deleted]' ? null : name,
    url,
    permalink,
    createdAt: published,
    domain: url === permalink ? `self.${subreddit}` : new URL(url).hostname.replace(/^www\./, ''),
    over18: false,
    selfText,
    thumbnail: httpUrl(entry['media:thumbnail']),
  }
}

/** The target of the link "[link]", and the text of `<div class="md">` with a blank line between paragraphs. */
function readContent(html: string): { address: string | null; selfText: string } {
  let address: string | null = null
  let open: string | null = null
  let [depth, elements] = [0, 0]
  const paragraphs: string[] = ['']
  const reader = new Parser({
    onopentag(name, { href = '', class: classes = '' }) {
      if (++elements > maxDepth) throw new AppError('upstream_invalid', 'HTML that is nested too deep')
      if (name === 'a') open = href
      if (name === 'div' && (depth > 0 || classes === 'md')) depth++
      if (depth > 0 && (name === 'p' || name === 'li' || name === 'br')) paragraphs.push('')
    },
    ontext(piece) {
      if (open !== null && piece === '[link]') address = open
      if (depth > 0) paragraphs.push((paragraphs.pop() ?? '') + piece)
    },
    onclosetag(name) {
      elements--
      if (name === 'a') open = null
      if (name === 'div' && depth > 0) depth--
    },
  })
  reader.end(html)
  const written = paragraphs.map((paragraph) => paragraph.trim()).filter((paragraph) => paragraph !== '')
  return { address, selfText: written.join('\n\n') }
}
