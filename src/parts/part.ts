import { z } from 'zod'
import { type ErrorCode, errorKinds } from '../core/errors.ts'

const codes = Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]]

export const PartError = z
  .object({
    code: z.enum(codes),
    status: z.int().meta({ description: 'The HTTP status that this code has' }),
    title: z.string(),
    detail: z.string(),
    retryAfterMs: z.int().min(0).optional().meta({
      description:
        'Of a part that was refused for now: when it may be asked for again, in milliseconds from now',
    }),
  })
  .meta({ id: 'PartError', description: 'Why a part is not there' })

export const PartTimings = z
  .object({
    queueMs: z.number().meta({
      description:
        'Waiting for a place, a rate, and pauses before repeating: all from asking until the request that answered was sent',
    }),
    upstreamMs: z
      .number()
      .meta({ description: 'The request that answered, from sending it to the last byte' }),
    decodeMs: z.number().meta({ description: 'Reading the answer, on a thread or not' }),
  })
  .meta({ id: 'PartTimings', description: 'Where the time of a fresh part went, in milliseconds' })

export const Part = z
  .object({
    source: z.string().meta({ examples: ['marine'] }),
    key: z.string().meta({ examples: ['ANZ532'] }),
    provider: z
      .string()
      .meta({ description: 'Which upstream answered, or was asked last', examples: ['tgftp'] }),
    status: z.enum(['fresh', 'cached', 'stale', 'failed']),
    fetchedAt: z.iso.datetime().nullable().meta({ description: 'When the upstream answered' }),
    tookMs: z.number().meta({ description: 'Milliseconds until this part was there' }),
    attempts: z.int().meta({ description: 'Upstream attempts made for it; 0 from a cache' }),
    skipped: z.int().min(1).optional().meta({
      description: "Items of the upstream's list that could not be read; absent where there are none",
    }),
    timings: PartTimings.optional().meta({
      description: 'Of a fresh part only, where an upstream was asked',
    }),
    error: PartError.optional(),
  })
  .meta({ id: 'Part', description: 'Where one piece of the answer came from, or why it is not there' })
export type Part = z.infer<typeof Part>

export const Meta = z
  .object({
    generatedAt: z.iso.datetime(),
    budgetMs: z.number(),
    tookMs: z.number(),
    attribution: z.array(z.string()).meta({ description: 'To be shown with the data' }),
  })
  .meta({ id: 'Meta' })

/** The schema of an aggregated answer around its `data`. */
export const envelopeOf = <Data extends z.ZodType>(data: Data) =>
  z.object({
    complete: z
      .boolean()
      .meta({ description: 'True when no part failed, and no item of a part was skipped' }),
    data,
    parts: z.array(Part).meta({ description: 'One for each source and key that was asked' }),
    meta: Meta,
  })

export interface Envelope {
  complete: boolean
  data: unknown
  parts: Part[]
  meta: z.infer<typeof Meta>
}
