// Open-Meteo's geocoder: names of GeoNames, without street addresses. It searches for a name only, so the text after the first comma is
// compared with the regions and the country of its matches.
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { defineEndpoint, type Failure } from '../../pipeline/endpoint.ts'
import { checked, parseJson, readAny } from '../read-json.ts'
import { requestUrl } from '../request-url.ts'
import { countryCodeOf, joinedName, latitude, longitude, text } from './coordinates.ts'
import { stateCodeOf } from './gazetteer/find-place.ts'
import { fold } from './gazetteer/fold.ts'
import { type Place, type PlaceQuery, placeFrom } from './schema.ts'
import type { Settings } from './settings.ts'

const Outcome = z.object({ results: z.array(z.unknown()).nullish(), error: z.unknown().optional() })

const Result = z.object({
  latitude,
  longitude,
  name: text,
  feature_code: text,
  country_code: text,
  country: text,
  admin1: text,
  admin2: text,
  admin3: text,
  admin4: text,
})
type Result = z.infer<typeof Result>

/** Requests the best match of a name from Open-Meteo. */
export const openMeteo = defineEndpoint<PlaceQuery, Place, Settings>({
  name: 'geocode/open-meteo',
  provider: 'open-meteo',
  accept: 'json',
  describe: ({ place, lang }, { OPEN_METEO_GEOCODE_URL }) => ({
    url: requestUrl(OPEN_METEO_GEOCODE_URL, '/v1/search', {
      name: split(place).name,
      count: '10',
      language: lang.slice(0, 2),
      format: 'json',
    }),
  }),
  decode(body, { place }) {
    const { results, error } = checked(Outcome, parseJson(body), "Open-Meteo's answer")
    if (error === true) throw new AppError('upstream_error', 'the body of a 200 reports an error')
    const { regions } = split(place)
    const match = readAny(Result, results ?? [], 'a place').find((one) => isWithin(one, regions))
    if (match === undefined) throw new AppError('not_found', 'Open-Meteo found no match')
    const name = match.name || place
    return placeFrom('open-meteo', place, {
      name,
      displayName: joinedName([name, match.admin2, match.admin1, match.country]),
      lat: match.latitude,
      lon: match.longitude,
      countryCode: countryCodeOf(match.country_code),
      kind: match.feature_code ?? 'place',
    })
  },
  explain({ status, text }: Failure) {
    if (status === 400) return new AppError('not_found', 'Open-Meteo cannot interpret the place')
    if (status !== 429) return undefined
    const [, unit = 'minutely'] = /(minutely|hourly|daily)/i.exec(text) ?? []
    const pauseMs = limits[unit.toLowerCase()] ?? minuteMs
    return new AppError('upstream_rate_limited', `Open-Meteo's ${unit.toLowerCase()} limit is exhausted`, {
      pauseMs,
    })
  },
})

const minuteMs = 60_000
const limits: Readonly<Record<string, number>> = {
  minutely: minuteMs,
  hourly: 15 * minuteMs,
  daily: 60 * minuteMs,
}

function split(place: string): { name: string; regions: readonly string[] } {
  const [name = '', ...rest] = place.split(',').map((piece) => piece.trim())
  return { name, regions: rest.map(fold).filter((region) => region !== '') }
}

const countryNames: Readonly<Record<string, readonly string[]>> = {
  us: ['usa', 'united states of america', 'america'],
  gb: ['uk', 'great britain', 'england', 'scotland', 'wales'],
}

/** Whether each of these texts names a region or the country of the place. */
function isWithin(found: Result, regions: readonly string[]): boolean {
  const { country, country_code: code, admin1, admin2, admin3, admin4 } = found
  const names = new Set([country, code, admin1, admin2, admin3, admin4].map((name) => fold(name ?? '')))
  const country2 = (code ?? '').toLowerCase()
  for (const other of countryNames[country2] ?? []) names.add(other)
  const state = country2 === 'us' ? stateCodeOf(fold(admin1 ?? '')) : undefined
  return regions.every(
    (region) => names.has(region) || (state !== undefined && stateCodeOf(region) === state),
  )
}
