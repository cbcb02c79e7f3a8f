import { z } from 'zod'

/** The result for a page. */
export const Page = z
  .object({
    url: z.string().meta({ description: 'As requested', examples: ['https://example.org/harbour'] }),
    finalUrl: z.string().meta({
      description: 'The URL after redirects',
      examples: ['https://example.org/harbour/'],
    }),
    redirects: z.int().meta({ description: 'Number of redirects followed' }),
    status: z.int().meta({
      description: 'HTTP status of the page; 404 and 500 are results, not failures',
      examples: [200],
    }),
    tookMs: z.number().meta({
      description:
        'From the first request to the last byte, including redirects, excluding time spent queued in this service',
      examples: [87.4],
    }),
    bytes: z.int().meta({ description: 'Size of the decoded body', examples: [18_231] }),
    contentType: z
      .string()
      .nullable()
      .meta({ description: 'As sent; null if absent', examples: ['text/html; charset=utf-8'] }),
    title: z
      .string()
      .nullable()
      .meta({
        description: 'Title of an HTML page, on one line, at most 300 characters',
        examples: ['Harbour'],
      }),
    words: z
      .int()
      .nullable()
      .meta({
        description:
          'Number of words in the text: runs of non-blank characters with a letter or a digit. null unless it is HTML or ' +
          'plain text',
        examples: [1204],
      }),
  })
  .meta({ id: 'Page', description: 'The response of a URL' })
export type Page = z.infer<typeof Page>

/** The input of the pages source. */
export interface PageQuery {
  /** The URL as the caller wrote it. */
  asked: string
  /** The normalised URL, without a fragment. */
  url: string
}
