import { z } from 'zod'
import { jsonList } from '../../core/query.ts'
import { defineJobKind, type JobKind } from '../../define/job-kind.ts'
import { askPage, PageAddress, PageList } from './route.ts'
import { Page } from './schema.ts'

const Selection = z.strictObject({
  urls: jsonList({
    item: PageAddress,
    most: 1_000,
    description: 'Addresses of pages',
    examples: ['https://example.org/', 'https://example.org/harbour'],
  }),
})

const addresses = defineJobKind({
  kind: 'pages',
  summary: 'What addresses answer, where the operator allows it',
  input: Selection,
  example: { urls: ['https://example.org/'] },
  sources: ['pages'],
  items: ({ urls }) => urls,
  item: PageAddress,
  ask: (url, _, gathering) => askPage(url, gathering),
  piece: Page,
  data: PageList,
  assemble: (gathered) => ({ pages: gathered.map(({ piece }) => piece) }),
})

/** The route's answer for more pages than a request may ask for. */
export const pageJobs: readonly JobKind[] = [addresses]
