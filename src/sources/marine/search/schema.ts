import { z } from 'zod'
import { readTerms } from './terms.ts'

/** A query as callers write it, read into its terms. */
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
      'Words that must all occur, `"phrases"` of consecutive words, and `-word` or `-"phrase"` for what must not. Words are ' +
      'letters and digits; case, accents and punctuation do not count, and `small-craft` is a phrase. A quote that is not ' +
      'closed reaches to the end.',
    examples: ['gale -"small craft"'],
  })

const Segment = z.object({
  text: z.string(),
  match: z.boolean().meta({ description: 'Whether this is what was looked for' }),
})

export const Match = z
  .object({
    zone: z.object({ id: z.string(), name: z.string() }),
    kind: z.enum(['headline', 'period']),
    period: z
      .string()
      .nullable()
      .meta({ description: "The period's name as printed; null for a headline", examples: ['TONIGHT'] }),
    expired: z.boolean().meta({ description: "The text's own expiry was past when the answer was made" }),
    snippet: z.array(Segment).meta({
      description:
        'The text around what was found, cut between words where it is long; plain text, not HTML. One after another the ' +
        'segments are a stretch of the headline, or of the text of the period.',
    }),
    cut: z
      .object({ before: z.boolean(), after: z.boolean() })
      .meta({ description: 'Whether the text goes on before and after the snippet' }),
  })
  .meta({ id: 'Match', description: 'A headline or period that holds everything that was looked for' })
export type Match = z.infer<typeof Match>

export const Matches = z
  .object({
    matches: z.array(Match).meta({
      description: 'Zone by zone in the order asked, headlines before periods; the first `limit` of them',
    }),
    total: z.int().meta({ description: 'How many there are in the zones whose forecasts could be had' }),
  })
  .meta({ id: 'Matches' })
