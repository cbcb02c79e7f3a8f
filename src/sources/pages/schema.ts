import { z } from 'zod'

/** A page as it was found. */
export const Page = z
  .object({
    url: z.string().meta({ description: 'As asked', examples: ['https://example.org/harbour'] }),
    finalUrl: z.string().meta({
      description: 'Where it was found, after redirects',
      examples: ['https://example.org/harbour/'],
    }),
    redirects: z.int().meta({ description: 'How many were followed' }),
    status: z
      .int()
      .meta({ description: 'What the page answered: 404 and 500 are answers too', examples: [200] }),
    tookMs: z.number().meta({
      description:
        'From the first request to the last byte, redirects included, waiting for our own limits not',
      examples: [87.4],
    }),
    bytes: z.int().meta({ description: 'Of the body, its content-coding undone', examples: [18_231] }),
    contentType: z
      .string()
      .nullable()
      .meta({ description: 'As sent; null where none was', examples: ['text/html; charset=utf-8'] }),
    title: z
      .string()
      .nullable()
      .meta({ description: 'Of an HTML page, on one line, at most 300 characters', examples: ['Harbour'] }),
    words: z
      .int()
      .nullable()
      .meta({
        description:
          'Words of its text: what stands between blanks and holds a letter or a digit. null where it is neither HTML nor plain text',
        examples: [1204],
      }),
  })
  .meta({ id: 'Page', description: 'What an address has answered' })
export type Page = z.infer<typeof Page>

/** What a page is asked with. */
export interface PageQuery {
  /** The address as the caller wrote it. */
  asked: string
  /** The same in its one form, without a fragment. */
  url: string
}
