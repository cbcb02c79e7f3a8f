import { z } from 'zod'

const Tide = z
  .object({
    at: z.iso.datetime(),
    kind: z.enum(['high', 'low']),
    heightM: z.number().meta({ description: 'Metres above mean lower low water' }),
  })
  .meta({ id: 'Tide' })

/** The high and low waters of one day at one station. */
export const TideTable = z
  .object({
    station: z.string().meta({ description: 'Seven digits', examples: ['8575512'] }),
    date: z.iso.date(),
    tides: z.array(Tide).meta({ description: 'In order of time' }),
  })
  .meta({ id: 'TideTable' })
export type TideTable = z.infer<typeof TideTable>

/** The input of the tides source. */
export interface TideQuery {
  station: string
  /** As in RFC 3339, UTC. */
  date: string
}
