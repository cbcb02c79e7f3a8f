import { z } from 'zod'

/** An alert as it is served. */
export const Alert = z
  .object({
    id: z.string().meta({
      description: 'The CAP identifier of the message',
      examples: ['urn:oid:2.49.0.1.840.0.ec667521f4e7ba1fda0b262e41806587dc486f38.001.2'],
    }),
    event: z.string().meta({ examples: ['Small Craft Advisory'] }),
    severity: z
      .string()
      .meta({ description: 'Extreme, Severe, Moderate, Minor, Unknown', examples: ['Minor'] }),
    certainty: z
      .string()
      .meta({ description: 'Observed, Likely, Possible, Unlikely, Unknown', examples: ['Likely'] }),
    urgency: z
      .string()
      .meta({ description: 'Immediate, Expected, Future, Past, Unknown', examples: ['Expected'] }),
    headline: z.string().nullable(),
    description: z.string().meta({ description: 'As sent, with its line ends' }),
    onset: z.iso.datetime().nullable().meta({ description: 'When it begins' }),
    ends: z.iso.datetime().nullable().meta({ description: 'When it ends, where that is known' }),
    zones: z
      .array(z.string())
      .meta({ description: 'Every marine zone it applies to', examples: [['ANZ532']] }),
  })
  .meta({ id: 'Alert', description: 'A watch, warning or advisory in effect for a marine zone' })
export type Alert = z.infer<typeof Alert>

/** The input of the alerts source. */
export interface ZoneQuery {
  /** Upper case. */
  zone: string
}
