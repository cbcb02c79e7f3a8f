// Nominatim's terms: at most one request a second for a whole deployment, a contact in the User-Agent, its answers kept, its
// attribution shown. Who breaks them gets an HTML page.
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { defineEndpoint, type Failure } from '../../pipeline/endpoint.ts'
import { checked, parseJson } from '../read-json.ts'
import { requestUrl } from '../request-url.ts'
import { countryCodeOf, headOf, latitude, longitude } from './coordinates.ts'
import { attributions, type Place, type PlaceQuery } from './schema.ts'
import type { Settings } from './settings.ts'

const Match = z.object({
  lat: latitude,
  lon: longitude,
  display_name: z.string().min(1),
  name: z.string().nullish(),
  addresstype: z.string().nullish(),
  type: z.string().nullish(),
  address: z.object({ country_code: z.string().nullish() }).nullish(),
})

/** Asks Nominatim for its best match. */
export const nominatim = defineEndpoint<PlaceQuery, Place, Settings>({
  name: 'geocode/nominatim',
  provider: 'nominatim',
  accept: 'json',
  describe: ({ place }, { NOMINATIM_URL }) => ({
    url: requestUrl(NOMINATIM_URL, '/search', {
      format: 'jsonv2',
      limit: '1',
      addressdetails: '1',
      q: place,
    }),
  }),
  decode(body, { place }) {
    if (isBlocked(body)) throw blocked()
    const value = parseJson(body)
    if (isError(value)) throw new AppError('upstream_error', 'an error inside a 200')
    const [first] = checked(z.array(z.unknown()), value, 'a list of places')
    if (first === undefined) throw new AppError('not_found', 'Nominatim knows no such place')
    const match = checked(Match, first, 'a place')
    const name = match.name ?? ''
    return {
      query: place,
      name: name === '' ? headOf(match.display_name) : name,
      displayName: match.display_name,
      lat: match.lat,
      lon: match.lon,
      countryCode: countryCodeOf(match.address?.country_code),
      kind: match.addresstype ?? match.type ?? 'place',
      provider: 'nominatim',
      attribution: attributions.nominatim ?? null,
    }
  },
  explain({ status, header, text }: Failure) {
    if (isBlocked(text)) return blocked(header('retry-after'))
    if (status !== 401 && status !== 403) return undefined
    return new AppError(
      'upstream_forbidden',
      'Nominatim refuses this application: set CONTACT, and keep to one request a second',
    )
  },
})

const restMs = 60_000

/** The page that stands for "too many requests", whatever its status. */
const isBlocked = (text: string): boolean =>
  text.trimStart().startsWith('<') && /bandwidth limit exceeded/i.test(text.slice(0, 16_384))

const blocked = (retryAfter: string | null = null): AppError => {
  const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : null
  return new AppError('upstream_rate_limited', 'Nominatim says that its bandwidth limit is exceeded', {
    retryAfterMs: seconds === null ? restMs : Math.min(seconds * 1_000, 10 * restMs),
  })
}

const isError = (value: unknown): boolean => typeof value === 'object' && value !== null && 'error' in value
