// Photon: places of OpenStreetMap with a search that tolerates misspellings. Its public host only asks to "be fair", so it is called at
// most once a second.
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { defineEndpoint } from '../../pipeline/endpoint.ts'
import { setContact } from '../contact.ts'
import { checked, parseJson, readAny } from '../read-json.ts'
import { requestUrl } from '../request-url.ts'
import { countryCodeOf, joinedName, latitude, longitude, text } from './coordinates.ts'
import { type Place, type PlaceQuery, placeFrom } from './schema.ts'
import type { Settings } from './settings.ts'

const Collection = z.object({ features: z.array(z.unknown()) })

const Feature = z.object({
  geometry: z.object({ coordinates: z.tuple([longitude, latitude], z.unknown()) }),
  properties: z.object({
    name: text,
    housenumber: text,
    street: text,
    city: text,
    county: text,
    state: text,
    country: text,
    countrycode: text,
    osm_value: text,
    type: text,
  }),
})

/** Supported languages; Photon answers others with 400. */
const languages = new Set(['en', 'de', 'fr'])

/** Requests the best match from Photon. */
export const photon = defineEndpoint<PlaceQuery, Place, Settings>({
  name: 'geocode/photon',
  provider: 'photon',
  accept: 'json',
  describe: ({ place, lang }, { PHOTON_URL }) => ({
    url: requestUrl(PHOTON_URL, '/api', { q: place, limit: '3', ...(languages.has(lang) && { lang }) }),
  }),
  decode(body, { place }) {
    const { features } = checked(Collection, parseJson(body), 'a collection of places')
    const [match] = readAny(Feature, features, 'a place')
    if (match === undefined) throw new AppError('not_found', 'Photon found no match')
    const [lon, lat] = match.geometry.coordinates
    const { name, housenumber, street, city, county, state, country, countrycode, osm_value, type } =
      match.properties
    const house = street && housenumber ? `${housenumber} ${street}` : street
    const own = name || house || place
    return placeFrom('photon', place, {
      name: own,
      displayName: joinedName([own, house, city, county, state, country]),
      lat,
      lon,
      countryCode: countryCodeOf(countrycode),
      kind: osm_value ?? type ?? 'place',
    })
  },
  explain({ status }, _, settings) {
    if (status === 400) return new AppError('not_found', 'Photon cannot interpret the place')
    if (status !== 401 && status !== 403) return undefined
    return new AppError('upstream_forbidden', `Photon refuses this application${setContact(settings)}`, {
      pauseMs: 120_000,
    })
  },
})
