import { z } from 'zod'
import { readTerms } from './terms.ts'

/** A query as callers write it, parsed into its terms. */
export const TermsQuery = z
  .string()
  .max(200, { error: 'at most 200 characters' })
  .transform((query, ctx) => {
    const terms = readTerms(query)
    if (typeof terms !== 'string') return terms
    ctx.addIssue({ code: 'custom', message: terms })
    return z.NEVER
  })
  .meta({
    type: 'string',
    maxLength: 200,
    description:
      'Words that must all occur, `"phrases"` of consecutive words, and `-word` or `-"phrase"` for what must not occur. ' +
      'Words are ' +
      'letters and digits; case, accents and punctuation do not count, and `small-craft` is a phrase. A quote that is not ' +
      'closed reaches to the end.',
    examples: ['gale -"small craft"'],
  })

const Segment = z.object({
  text: z.string(),
  match: z.boolean().meta({ description: 'Whether this segment is a match' }),
})

export const Match = z
  .object({
    zone: z.object({ id: z.string(), name: z.string() }),
    kind: z.enum(['headline', 'period']),
    period: z
      .string()
      .nullable()
      .meta({ description: "The period's name as printed; null for a headline", examples: ['TONIGHT'] }),
    expired: z.boolean().meta({ description: 'Whether the forecast had expired when the answer was made' }),
    snippet: z.array(Segment).meta({
      description:
        'The text around the match, as plain text (not HTML), shortened between words. Joined, the segments are an excerpt ' +
        'of the headline or of the period.',
    }),
    cut: z
      .object({ before: z.boolean(), after: z.boolean() })
      .meta({ description: 'Whether text was cut before and after the snippet' }),
  })
  .meta({ id: 'Match', description: 'A headline or period that contains every word of the query' })
export type Match = z.infer<typeof Match>

export const Matches = z
  .object({
    matches: z.array(Match).meta({
      description: 'In the order of the requested zones, headlines before periods; at most `limit`',
    }),
    total: z.int().meta({ description: 'Number of matches in all zones whose forecasts are available' }),
  })
  .meta({ id: 'Matches' })
