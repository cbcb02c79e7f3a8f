import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { list } from '../../core/query.ts'
import { defineRoute, type Gathering, present, type Route } from '../../define/route.ts'
import { Page } from './schema.ts'
import { pages, withoutFragment } from './source.ts'
import { via } from './visit.ts'

const isWeb = ({ protocol }: URL): boolean => protocol === 'http:' || protocol === 'https:'

/** The address of a page: absolute, http or https, without credentials. */
export const PageAddress = z
  .string()
  .trim()
  .max(2_000, { error: 'at most 2000 characters' })
  .refine((text) => URL.canParse(text) && isWeb(new URL(text)), {
    error: 'must be an http or https URL',
    abort: true,
  })
  .refine((text) => new URL(text).username === '' && new URL(text).password === '', {
    error: 'no credentials in an address',
  })
  .meta({ format: 'uri', pattern: '^[Hh][Tt][Tt][Pp][Ss]?://', minLength: 8, maxLength: 2_000 })

/** Asks for one page; null where it cannot be had. */
export const askPage = (asked: string, gathering: Gathering): Promise<Page | null> =>
  gathering.ask(pages, { asked, url: withoutFragment(asked) }, (page) => ({ ...page, url: asked }))

/** Several pages. */
export const PageList = z
  .object({ pages: z.array(Page).meta({ description: 'In the order asked' }) })
  .meta({ id: 'Pages' })

const addresses = list({
  item: PageAddress,
  most: 20,
  commas: false,
  description: 'Addresses of pages',
  examples: ['https://example.org/'],
})

const route = defineRoute({
  path: '/v1/pages',
  operationId: 'getPages',
  tool: 'look_at_pages',
  summary: 'What addresses answer',
  description:
    'Fetches pages, all at once, and tells of each its status, time, size, type, title and number of words. A page that ' +
    'answers 404 or 500 has been had, and that is its status; one that cannot be reached, is refused, too large or too slow ' +
    'is absent from `pages` and labelled in `parts`. Off unless the operator has named hosts in `PAGES_ALLOW`: then it is a ' +
    '403, `forbidden`, and so is a part whose address is not among them. Redirects are followed up to five times, under the ' +
    'same rules.',
  query: z.object({ url: addresses }),
  data: PageList,
  sources: ['pages'],
  requests: ({ url }) => url.length,
  // Found by a redirect to this very service, or to another one like it: asked once more it would go on without an end.
  admit(header) {
    if (header('via')?.includes(via))
      throw new AppError('forbidden', 'a page of this service cannot ask it for pages')
  },
  async gather({ url }, gathering) {
    const { isPublic, hosts, domains } = gathering.settings(pages).PAGES_ALLOW
    if (!isPublic && hosts.length === 0 && domains.length === 0) {
      throw new AppError('forbidden', 'fetching pages is off: the operator names hosts in PAGES_ALLOW')
    }
    return { pages: present(await Promise.all(url.map((asked) => askPage(asked, gathering)))) }
  },
})

export const pageRoutes: readonly Route[] = [route]
