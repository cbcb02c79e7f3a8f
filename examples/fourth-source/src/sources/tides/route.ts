import { z } from 'zod'
import { list } from '../../core/query.ts'
import { defineRoute, present, type Route } from '../../define/route.ts'
import { TideTable } from './schema.ts'
import { tides } from './source.ts'

const Station = z
  .string()
  .trim()
  .regex(/^\d{7}$/, { error: 'a station has seven digits' })

/** `GET /v1/tides`. */
const tables = defineRoute({
  path: '/v1/tides',
  operationId: 'getTides',
  summary: 'High and low waters of stations',
  description:
    'The high and low waters of one day, all stations asked at once. A station without predictions is a `not_found` part.',
  query: z.object({
    stations: list({ item: Station, most: 20, description: 'Stations', examples: ['8575512'] }),
    date: z.iso
      .date()
      .optional()
      .meta({ description: 'UTC; today unless given', examples: ['2026-11-20'] }),
  }),
  data: z
    .object({ tables: z.array(TideTable).meta({ description: 'In the order asked' }) })
    .meta({ id: 'TideTables' }),
  sources: ['tides'],
  requests: ({ stations }) => stations.length,
  async gather({ stations, date }, gathering) {
    const day = date ?? new Date(gathering.now).toISOString().slice(0, 10)
    const one = (station: string): Promise<TideTable | null> =>
      gathering.ask(tides, { station, date: day }, (table) => table)
    return { tables: present(await Promise.all(stations.map(one))) }
  },
})

export const tideRoutes: readonly Route[] = [tables]
