import { defineEndpoint } from '../../pipeline/endpoint.ts'
import { permit } from './allowed.ts'
import { readHtml, readPlain } from './read-html.ts'
import { readText, textKindOf } from './read-text.ts'
import type { Page, PageQuery } from './schema.ts'
import type { Settings } from './settings.ts'
import { type Visited, visit } from './visit.ts'

const maxType = 200

/** Fetches one page. Words of long pages are counted on a thread: a hostile page takes 0.2 ms per thousand characters. */
export const web = defineEndpoint<PageQuery & { visited?: Visited }, Page, Settings>({
  name: 'pages/web',
  provider: 'web',
  accept: 'text',
  describe: ({ url }) => ({ url }),
  exchange: ({ settings, ...options }) =>
    visit({ ...options, permit: (url) => permit(url, settings.PAGES_ALLOW), readText }),
  offloadAbove: 32_768,
  decode: describePage,
})

/** The result of a fetched page. */
function describePage(text: string, { asked, visited }: PageQuery & { visited?: Visited }): Page {
  if (!visited) throw new Error('a page must be fetched before it is described')
  const { url, redirects, status, tookMs, bytes, contentType } = visited
  const kind = textKindOf(contentType, text)
  // A body that is not text has no words, whatever its declared type.
  const isRead = kind !== null && (text !== '' || bytes === 0)
  const { title, words } = !isRead
    ? { title: null, words: null }
    : kind === 'html'
      ? readHtml(text)
      : readPlain(text)
  return {
    url: asked,
    finalUrl: url,
    redirects,
    status,
    tookMs: Math.round(tookMs * 100) / 100,
    bytes,
    contentType: contentType === null ? null : contentType.slice(0, maxType),
    title,
    words,
  }
}
