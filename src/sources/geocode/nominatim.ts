// Nominatim's terms: at most one request a second for a whole deployment, a contact in the User-Agent, cached answers, and its
// attribution shown. Callers that violate them get an HTML page.
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { defineEndpoint, type Failure } from '../../pipeline/endpoint.ts'
import { setContact } from '../contact.ts'
import { checked, parseJson, readAny } from '../read-json.ts'
import { requestUrl } from '../request-url.ts'
import { countryCodeOf, headOf, latitude, longitude, text } from './coordinates.ts'
import { type Place, type PlaceQuery, placeFrom } from './schema.ts'
import type { Settings } from './settings.ts'

const Match = z.object({
  lat: latitude,
  lon: longitude,
  display_name: text,
  name: text,
  addresstype: text,
  type: text,
  address: z.object({ country_code: text, road: text, house_number: text }).nullish().catch(null),
})

/** Requests the best match from Nominatim. */
export const nominatim = defineEndpoint<PlaceQuery, Place, Settings>({
  name: 'geocode/nominatim',
  provider: 'nominatim',
  accept: 'json',
  describe: ({ place, lang }, { NOMINATIM_URL }) => ({
    url: requestUrl(NOMINATIM_URL, '/search', {
      format: 'jsonv2',
      // More than one, in case the first match cannot be read.
      limit: '3',
      addressdetails: '1',
      'accept-language': lang,
      q: place,
    }),
  }),
  decode(body, { place }) {
    const stated = statedIn(body)
    if (stated) throw stated
    if (errorIn(body) !== '') throw new AppError('upstream_error', 'the body of a 200 reports an error')
    const list = checked(z.array(z.unknown()), parseJson(body), 'a list of places')
    const [match] = readAny(Match, list, 'a place')
    if (match === undefined) throw new AppError('not_found', 'Nominatim found no match')
    const displayName = match.display_name || place
    return placeFrom('nominatim', place, {
      name: nameOf(match) || headOf(displayName),
      displayName,
      lat: match.lat,
      lon: match.lon,
      countryCode: countryCodeOf(match.address?.country_code),
      kind: match.addresstype ?? match.type ?? 'place',
    })
  },
  explain({ status, header, text }: Failure, _, settings) {
    const stated = statedIn(text, settings, header('retry-after'))
    if (stated) return stated
    if (status === 400) return unanswerable()
    if (status !== 401 && status !== 403) return undefined
    return refused(settings)
  },
})

/** The name of a nameless house: street and number, in the order of its full name. */
function nameOf({ name, address, display_name: full }: z.infer<typeof Match>): string {
  const [first = '', second = ''] = (full ?? '').split(',').map((piece) => piece.trim())
  const own = name || first
  const { road, house_number: number } = address ?? {}
  if (!road || !number) return own
  if (own === number) return `${number} ${road}`
  return own === road && second === number ? `${road} ${number}` : own
}

const restMs = 60_000
const blockedMs = 120_000

const unanswerable = (): AppError => new AppError('not_found', 'Nominatim cannot interpret the place')

const refused = (settings: Parameters<typeof setContact>[0]): AppError =>
  new AppError(
    'upstream_forbidden',
    `Nominatim refuses this application, which may send one request a second${setContact(settings)}`,
    { pauseMs: blockedMs },
  )

/** The error of a response from its text, whatever its status: a page or JSON. Undefined if the text is not known. */
function statedIn(body: string, settings = {}, retryAfter: string | null = null): AppError | undefined {
  const start = body.slice(0, 16_384).trimStart()
  const isPage = start.startsWith('<')
  if (isPage && /access blocked/i.test(start)) return refused(settings)
  const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : null
  const retryAfterMs = seconds === null ? restMs : Math.min(seconds * 1_000, 10 * restMs)
  if (isPage && /bandwidth limit exceeded/i.test(start)) {
    return new AppError('upstream_rate_limited', 'the bandwidth limit of Nominatim is exceeded', {
      retryAfterMs,
    })
  }
  const said = errorIn(start)
  if (/rate.?limit/i.test(said)) {
    return new AppError('upstream_rate_limited', 'the rate limit of Nominatim is exceeded', {
      ...(seconds !== null && { retryAfterMs }),
    })
  }
  if (/unable to geocode/i.test(said)) return new AppError('not_found', 'Nominatim found no match')
  if (/nothing to search for/i.test(said)) return unanswerable()
  return undefined
}

/** The words of `{ "error": "…" }` or `{ "error": { "message": "…" } }`; empty for anything else. */
function errorIn(body: string): string {
  if (!body.trimStart().startsWith('{')) return ''
  try {
    const { error } = JSON.parse(body) as { error?: unknown }
    const { message } = Object(error) as { message?: unknown }
    return typeof error === 'string' ? error : typeof message === 'string' ? message : error ? 'error' : ''
  } catch {
    return ''
  }
}
