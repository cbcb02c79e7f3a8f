import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { defineEndpoint } from '../../pipeline/endpoint.ts'
import { checked, parseJson } from '../read-json.ts'
import { requestUrl } from '../request-url.ts'
import type { TideQuery, TideTable } from './schema.ts'
import type { Settings } from './settings.ts'

const Predictions = z.object({
  predictions: z.array(
    z.object({
      t: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d$/),
      // Heights are numbers in quotes.
      v: z.string().regex(/^-?\d+(\.\d+)?$/),
      type: z.enum(['H', 'L']),
    }),
  ),
})

// Errors are sent as text, with status 200 or 400.
const Complaint = z.object({ error: z.object({ message: z.string() }) })

/** Requests the high and low waters of one day. */
export const predictions = defineEndpoint<TideQuery, TideTable, Settings>({
  name: 'tides/co-ops',
  provider: 'co-ops',
  accept: 'json',
  describe: ({ station, date }, { TIDES_URL }) => ({
    url: requestUrl(TIDES_URL, '/datagetter', {
      product: 'predictions',
      station,
      begin_date: date.replaceAll('-', ''),
      range: '24',
      datum: 'MLLW',
      interval: 'hilo',
      units: 'metric',
      time_zone: 'gmt',
      format: 'json',
    }),
  }),
  decode(body, { station, date }) {
    const answer = parseJson(body)
    if (Complaint.safeParse(answer).success) throw unknownStation(station)
    const { predictions } = checked(Predictions, answer, 'tide predictions')
    const tides = predictions.map(({ t, v, type }): TideTable['tides'][number] => ({
      at: `${t.replace(' ', 'T')}:00Z`,
      kind: type === 'H' ? 'high' : 'low',
      heightM: Number(v),
    }))
    return { station, date, tides }
  },
  explain: ({ status }, { station }) => (status === 400 ? unknownStation(station) : undefined),
})

const unknownStation = (station: string): AppError =>
  new AppError('not_found', `there are no predictions for the station ${station}`)
