import { z } from 'zod'
import { defineCollection } from '../../../define/collection.ts'
import { flag } from '../../../define/field.ts'
import { type About, definePart } from '../../../define/part.ts'
import type { ZoneRecord } from '../catalogue/read-zones.ts'
import { toZone, zoneById } from '../catalogue/zones.ts'
import { toAdvisory, toForecast } from '../forecast.ts'
import { Advisory, Forecast, type MarineText } from '../schema.ts'
import type { Settings } from '../settings.ts'
import { marine } from '../source.ts'
import { count, group, maxZones, near, office, prefix, ZoneId, zones } from './select-zones.ts'

/** Converts the text of a zone to what is in effect there. */
export const advisoryFor = (text: MarineText, { item, now }: About<string, unknown, Settings>): Advisory =>
  toAdvisory(recordOf(item), text, now)

function recordOf(id: string): ZoneRecord {
  const record = zoneById(id)
  if (!record) throw new Error(`a text was found for ${id}, which is not in the catalogue`)
  return record
}

const input = (zone: string) => ({ zone })

/** The forecast of a zone. */
export const forecastPart = definePart({
  source: marine,
  input,
  present: (text, { item, options, now, settings }: About<string, { raw: boolean }, Settings>) =>
    toForecast(toZone(recordOf(item), settings.MARINE_TEXT_URL), text, { now, raw: options.raw }),
  form: ({ options }) => (options.raw ? 'forecast with its text' : 'forecast'),
})

const select = {
  zones,
  office: { ...office, only: 'job' as const },
  prefix: { ...prefix, only: 'job' as const },
  group,
  near,
}

/** `GET /v1/marine/forecasts`. */
export const forecasts = defineCollection({
  path: '/v1/marine/forecasts',
  operationId: 'getForecasts',
  tool: 'forecast',
  summary: 'Marine forecasts by zone',
  description:
    'The text forecast of each zone with its headlines, hazards and periods: wind, seas, visibility and weather as values, ' +
    'beside the words of the forecaster. All zones are requested at once; a zone whose forecast is not available is absent ' +
    'from `forecasts` and reported in `parts`.',
  job: {
    kind: 'forecasts',
    summary: 'Marine forecasts of listed zones, of an office, or of a zone id prefix',
    example: { office: 'LWX' },
  },
  item: ZoneId,
  select,
  options: { count, raw: flag({ description: 'Adds the original text to each forecast' }) },
  max: maxZones,
  part: forecastPart,
  piece: Forecast,
  data: z
    .object({ forecasts: z.array(Forecast).meta({ description: 'In the order requested' }) })
    .meta({ id: 'Forecasts' }),
  assemble: (gathered) => ({ forecasts: gathered.map(({ piece }) => piece) }),
})

/** `GET /v1/marine/advisories`. */
export const advisories = defineCollection({
  path: '/v1/marine/advisories',
  operationId: 'getAdvisories',
  tool: 'advisories',
  summary: 'Advisories in effect by zone',
  description:
    'The headlines of each zone and the hazards they name; `advisory` is the first headline on one line, "" where the text ' +
    'has none. A zone whose forecast is not available is absent and reported in `parts`.',
  job: { kind: 'advisories', example: { prefix: 'ANZ5' } },
  item: ZoneId,
  select,
  options: { count },
  max: maxZones,
  part: {
    source: marine,
    input,
    present: advisoryFor,
    form: () => 'advisory',
  },
  piece: Advisory,
  data: z
    .object({ advisories: z.array(Advisory).meta({ description: 'In the order requested' }) })
    .meta({ id: 'Advisories' }),
  assemble: (gathered) => ({ advisories: gathered.map(({ piece }) => piece) }),
})
