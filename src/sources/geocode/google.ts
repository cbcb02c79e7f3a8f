// Google answers every request with status 200 and reports the outcome in the body. Its messages are not passed on, because they may
// quote the key.
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { defineEndpoint } from '../../pipeline/endpoint.ts'
import { checked, parseJson, readAny } from '../read-json.ts'
import { requestUrl } from '../request-url.ts'
import { countryCodeOf, headOf, latitude, longitude, text } from './coordinates.ts'
import { type Place, type PlaceQuery, placeFrom } from './schema.ts'
import type { Settings } from './settings.ts'

const Outcome = z.object({ status: z.string(), results: z.array(z.unknown()).catch([]) })

const words = z.array(z.unknown()).catch([])

const Result = z.object({
  formatted_address: text,
  geometry: z.object({ location: z.object({ lat: latitude, lng: longitude }) }),
  types: words,
  address_components: z
    .array(z.object({ long_name: text, short_name: text, types: words }).nullable().catch(null))
    .catch([]),
})

const refused = (): AppError =>
  new AppError('upstream_forbidden', 'Google refuses the request: check GOOGLE_MAPS_API_KEY')

const failures: ReadonlyMap<string, () => AppError> = new Map([
  ['ZERO_RESULTS', () => new AppError('not_found', 'Google found no match')],
  ['OVER_QUERY_LIMIT', () => new AppError('upstream_rate_limited', "Google's query limit is exhausted")],
  // For a key without billing, or above a limit set by its owner: a retry does not help.
  ['OVER_DAILY_LIMIT', refused],
  ['REQUEST_DENIED', refused],
  ['INVALID_REQUEST', () => new AppError('not_found', 'Google cannot interpret the place')],
  ['UNKNOWN_ERROR', () => new AppError('upstream_error', 'Google answers UNKNOWN_ERROR', { retry: true })],
])

/** Requests the best match from Google's geocoder. */
export const google = defineEndpoint<PlaceQuery, Place, Settings>({
  name: 'geocode/google',
  provider: 'google',
  accept: 'json',
  // The only place that uses the key.
  describe: ({ place, lang }, { GOOGLE_GEOCODE_URL, GOOGLE_MAPS_API_KEY = '' }) => ({
    url: requestUrl(GOOGLE_GEOCODE_URL, '', { address: place, language: lang, key: GOOGLE_MAPS_API_KEY }),
  }),
  decode(body, { place }) {
    const { status, results } = checked(Outcome, parseJson(body), "Google's answer")
    if (status !== 'OK') {
      const known = failures.get(status)
      throw (
        known?.() ?? new AppError('upstream_error', 'Google answers with a status that it does not document')
      )
    }
    const [result] = readAny(Result, results, 'a place')
    if (result === undefined) throw new AppError('upstream_invalid', 'OK without results')
    const { lat, lng: lon } = result.geometry.location
    const component = (type: string) =>
      result.address_components.find((one) => one?.types.includes(type)) ?? undefined
    const kind = result.types.find((type) => typeof type === 'string') ?? 'place'
    const displayName = result.formatted_address || place
    return placeFrom('google', place, {
      // An address is no more than its number by its own component; its first line is street and number.
      name: (kind === 'street_address' ? null : component(kind)?.long_name) || headOf(displayName),
      displayName,
      lat,
      lon,
      countryCode: countryCodeOf(component('country')?.short_name),
      kind,
    })
  },
  // A key of the wrong form or signature is refused with text/plain.
  explain: ({ status }) => (status === 401 || status === 403 ? refused() : undefined),
})
