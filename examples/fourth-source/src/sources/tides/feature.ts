import { z } from 'zod'
import { defineCollection } from '../../define/collection.ts'
import { defineFeature } from '../../define/feature.ts'
import { listed } from '../../define/selection.ts'
import { TideTable } from './schema.ts'
import { tides as source } from './source.ts'

const Station = z
  .string()
  .trim()
  .regex(/^\d{7}$/, { error: 'a station has seven digits' })

const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10)

/** `GET /v1/tides`, and jobs for more stations than a request may have. */
const tables = defineCollection({
  path: '/v1/tides',
  operationId: 'getTides',
  summary: 'High and low waters of stations',
  description:
    'The high and low waters of one day, all stations requested at once. A station without predictions is a `not_found` part.',
  job: { kind: 'tides', example: { stations: ['8575512'], date: '2026-11-20' } },
  item: Station,
  select: { stations: listed({ item: Station, description: 'Stations', examples: ['8575512'] }) },
  options: {
    date: z.iso
      .date()
      .optional()
      .meta({ description: 'UTC; today unless given', examples: ['2026-11-20'] }),
  },
  max: { request: 20, job: 500 },
  part: {
    source,
    input: (station, { options, now }) => ({ station, date: options.date ?? dayOf(now) }),
    present: (table) => table,
  },
  piece: TideTable,
  data: z
    .object({ tables: z.array(TideTable).meta({ description: 'In the order requested' }) })
    .meta({ id: 'TideTables' }),
  assemble: (gathered) => ({ tables: gathered.map(({ piece }) => piece) }),
})

/** Tide predictions. */
export const tides = defineFeature({
  name: 'tides',
  summary: 'High and low waters.',
  sources: [source],
  collections: [tables],
})
