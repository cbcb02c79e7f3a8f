import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { defineCollection } from '../../define/collection.ts'
import { defineFeature } from '../../define/feature.ts'
import { definePart } from '../../define/part.ts'
import { listed } from '../../define/selection.ts'
import { requireAllowed } from './allowed.ts'
import { Page } from './schema.ts'
import { pages as source, withoutFragment } from './source.ts'
import { via } from './visit.ts'

const isWeb = ({ protocol }: URL): boolean => protocol === 'http:' || protocol === 'https:'

/** The URL of a page: absolute, http or https, without credentials. */
const PageAddress = z
  .string()
  .trim()
  .max(2_000, { error: 'at most 2000 characters' })
  .refine((text) => URL.canParse(text) && isWeb(new URL(text)), {
    error: 'must be an http or https URL',
    abort: true,
  })
  .refine((text) => new URL(text).username === '' && new URL(text).password === '', {
    error: 'must not contain credentials',
  })
  .meta({ format: 'uri', pattern: '^[Hh][Tt][Tt][Pp][Ss]?://', minLength: 8, maxLength: 2_000 })

const addresses = {
  item: PageAddress,
  commas: false,
  description: 'URLs of pages',
  examples: ['https://example.org/', 'https://example.org/harbour'],
}

const collection = defineCollection({
  path: '/v1/pages',
  operationId: 'getPages',
  tool: 'look_at_pages',
  summary: 'Status, title and size of pages',
  description:
    'Fetches all pages at once and returns the status, time, size, type, title and number of words of each. A page that ' +
    'answers 404 or 500 is a result with that status; a page that is unreachable, not allowed, too large or too slow is ' +
    'absent from `pages` and reported in `parts`. The route answers 403 `forbidden` unless the operator sets `PAGES_ALLOW`; ' +
    'a URL whose host is not allowed is a `forbidden` part. At most five redirects are followed, under the same rules.',
  job: {
    kind: 'pages',
    summary: 'Status, title and size of pages, if the operator allows it',
    example: { urls: ['https://example.org/'] },
  },
  item: PageAddress,
  select: {
    url: listed({ ...addresses, only: 'request' }),
    urls: listed({ ...addresses, only: 'job' }),
  },
  max: { request: 20, job: 1_000 },
  part: definePart({
    source,
    input: (asked: string) => ({ asked, url: withoutFragment(asked) }),
    present: (page, { item }): Page => ({ ...page, url: item }),
  }),
  piece: Page,
  data: z
    .object({ pages: z.array(Page).meta({ description: 'In the order requested' }) })
    .meta({ id: 'Pages' }),
  assemble: (gathered) => ({ pages: gathered.map(({ piece }) => piece) }),
  // A redirect can lead back to this service or to another Tributary: without this check the requests would loop.
  admit(header) {
    if (header('via')?.includes(via))
      throw new AppError('forbidden', 'a page of this service may not request pages from it')
  },
  allow: ({ PAGES_ALLOW }) => requireAllowed(PAGES_ALLOW),
})

/** The pages feature. */
export const pages = defineFeature({
  name: 'pages',
  summary: 'Web pages by URL, if the operator allows it.',
  sources: [source],
  collections: [collection],
})
