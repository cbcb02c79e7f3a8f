import { z } from 'zod'
import { defineRoute, type Gathering, present, type Route } from '../../define/route.ts'
import { zoneById } from './catalogue/zones.ts'
import { advisoryOf, forecastOf } from './forecast.ts'
import { ZoneSelection, zonesOf } from './query.ts'
import { Advisory, Forecast } from './schema.ts'
import { marine } from './source.ts'

/** Asks for the forecasts of these zones at once; null where the part failed. */
export function gatherForecasts<Piece>(
  zones: readonly string[],
  gathering: Gathering,
  options: { raw: boolean; shape: (forecast: Forecast) => Piece | Promise<Piece> },
): Promise<(Piece | null)[]> {
  const { MARINE_TEXT_URL } = gathering.settings(marine)
  const { raw, shape } = options
  const { now } = gathering
  const one = (id: string): Promise<Piece | null> =>
    gathering.ask(marine, { zone: id }, (text) => {
      const record = zoneById(id)
      if (!record) throw new Error(`a text was found for ${id}, which no catalogue knows`)
      return shape(forecastOf(record, text, { now, raw, marineTextUrl: MARINE_TEXT_URL }))
    })
  return Promise.all(zones.map(one))
}

/** The `data` of forecasts. */
export const ForecastList = z
  .object({ forecasts: z.array(Forecast).meta({ description: 'In the order asked' }) })
  .meta({ id: 'Forecasts' })

/** The `data` of advisories. */
export const AdvisoryList = z
  .object({ advisories: z.array(Advisory).meta({ description: 'In the order asked' }) })
  .meta({ id: 'Advisories' })

const forecasts = defineRoute({
  path: '/v1/marine/forecasts',
  operationId: 'getForecasts',
  tool: 'forecast',
  summary: 'Marine forecasts of zones, typed',
  description:
    'The text forecast of each zone with its headlines, hazards and periods: wind, seas, visibility and weather as values, ' +
    'beside the words of the forecaster. All zones are asked at once; a zone whose forecast cannot be had is absent from ' +
    '`forecasts` and labelled in `parts`.',
  query: ZoneSelection,
  data: ForecastList,
  sources: ['marine'],
  requests: (query) => zonesOf(query).length,
  async gather(query, gathering) {
    const shape = (forecast: Forecast): Forecast => forecast
    return { forecasts: present(await gatherForecasts(zonesOf(query), gathering, { raw: query.raw, shape })) }
  },
})

const advisories = defineRoute({
  path: '/v1/marine/advisories',
  operationId: 'getAdvisories',
  tool: 'advisories',
  summary: 'What is in effect, zone by zone',
  description:
    'The headlines of each zone and the hazards they name; `advisory` is the first headline on one line, "" where the text ' +
    'has none. A zone whose forecast cannot be had is absent, and labelled in `parts`.',
  query: ZoneSelection,
  data: AdvisoryList,
  sources: ['marine'],
  requests: (query) => zonesOf(query).length,
  async gather(query, gathering) {
    return {
      advisories: present(
        await gatherForecasts(zonesOf(query), gathering, { raw: false, shape: advisoryOf }),
      ),
    }
  },
})

export const marineRoutes: readonly Route[] = [forecasts, advisories]
