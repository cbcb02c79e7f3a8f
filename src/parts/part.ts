import { z } from 'zod'
import { errorCodes } from '../core/errors.ts'

export const PartError = z
  .object({
    code: z.enum(errorCodes),
    status: z.int().meta({ description: 'The HTTP status of this code' }),
    title: z.string(),
    detail: z.string(),
    retryAfterMs: z.int().min(0).optional().meta({
      description: 'For a part that was refused temporarily: milliseconds until it may be requested again',
    }),
  })
  .meta({ id: 'PartError', description: 'Why a part is missing' })

export const PartTimings = z
  .object({
    queueMs: z.number().meta({
      description:
        'Time before the successful request was sent: waiting for permits and rate tokens, and pauses between attempts',
    }),
    upstreamMs: z.number().meta({ description: 'The successful request, from sending it to the last byte' }),
    decodeMs: z.number().meta({ description: 'Decoding the body, on a worker thread or inline' }),
  })
  .meta({ id: 'PartTimings', description: 'Where the time of a fresh part went, in milliseconds' })

export const Part = z
  .object({
    source: z.string().meta({ examples: ['marine'] }),
    key: z.string().meta({ examples: ['ANZ532'] }),
    provider: z
      .string()
      .meta({ description: 'The upstream that answered, or that was tried last', examples: ['tgftp'] }),
    status: z.enum(['fresh', 'cached', 'stale', 'failed']),
    fetchedAt: z.iso.datetime().nullable().meta({ description: 'When the upstream answered' }),
    tookMs: z.number().meta({ description: 'Milliseconds until this part was complete' }),
    attempts: z.int().meta({ description: 'Upstream requests made for it; 0 when it came from a cache' }),
    skipped: z.int().min(1).optional().meta({
      description: "Items of the upstream's list that could not be read; absent if none",
    }),
    timings: PartTimings.optional().meta({
      description: 'Only for a fresh part that was requested from an upstream',
    }),
    error: PartError.optional(),
  })
  .meta({ id: 'Part', description: 'Where one part of the answer came from, or why it is missing' })
export type Part = z.infer<typeof Part>

export const Meta = z
  .object({
    generatedAt: z.iso.datetime(),
    budgetMs: z.number(),
    tookMs: z.number(),
    attribution: z.array(z.string()).meta({ description: 'Must be shown with the data' }),
  })
  .meta({ id: 'Meta' })

/** The schema of an aggregated answer around its `data`. */
export const envelopeOf = <Data extends z.ZodType>(data: Data) =>
  z.object({
    complete: z
      .boolean()
      .meta({ description: 'True when no part failed, and no item of a part was skipped' }),
    data,
    parts: z.array(Part).meta({ description: 'One for each source and key requested' }),
    meta: Meta,
  })

export interface Envelope {
  complete: boolean
  data: unknown
  parts: Part[]
  meta: z.infer<typeof Meta>
}
