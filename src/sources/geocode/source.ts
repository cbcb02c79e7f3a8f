// Places to coordinates. Geocoders are tried in order: the next one is called if one does not know the place or has no capacity in time.
import { AppError } from '../../core/errors.ts'
import { positionIn } from '../../core/position.ts'
import type { Answer, Call } from '../../pipeline/call.ts'
import { type Candidate, defaultPolicy, defineSource } from '../../pipeline/source.ts'
import { gazetteer } from './gazetteer.ts'
import { google } from './google.ts'
import { nominatim } from './nominatim.ts'
import { openMeteo } from './open-meteo.ts'
import { photon } from './photon.ts'
import { callerPlace } from './place-name.ts'
import { attributions, Place, type PlaceQuery } from './schema.ts'
import { type ProviderName, providersOf, type Settings, settings } from './settings.ts'

const dayMs = 86_400_000

/** A place in its normal form: trimmed, with single blanks. */
const folded = (place: string): string => place.trim().replace(/\s+/gu, ' ')

const keyOf = (place: string): string => folded(place).normalize('NFC').toLowerCase()

export const geocode = defineSource<PlaceQuery, Place, Settings>({
  name: 'geocode',
  settings,
  policy: {
    ...defaultPolicy,
    concurrency: 16,
    timeoutMs: 1_500,
    failedMs: 1_000,
    missingMs: 60_000,
    freshMs: 7 * dayMs,
    staleMs: 30 * dayMs,
  },
  providers: [
    {
      name: 'nominatim',
      baseUrl: (given) => urlOf('nominatim', given.NOMINATIM_URL, given),
      policy: { rps: 1, burst: 1 },
      hasGlobalRate: true,
    },
    { name: 'google', baseUrl: (given) => urlOf('google', given.GOOGLE_GEOCODE_URL, given) },
    {
      name: 'photon',
      baseUrl: (given) => urlOf('photon', given.PHOTON_URL, given),
      policy: { rps: 1, burst: 1 },
    },
    {
      name: 'open-meteo',
      baseUrl: (given) => urlOf('open-meteo', given.OPEN_METEO_GEOCODE_URL, given),
      // Keeps all three limits: 600 a minute, 5,000 an hour and 10,000 a day.
      policy: { rps: 0.105, burst: 500 },
    },
    { name: 'gazetteer', baseUrl: () => null, isLocal: true },
  ],
  endpoints: [nominatim, google, photon, openMeteo],
  key: ({ place, lang }) => `${lang}:${keyOf(place)}`,
  label: ({ place }) => place,
  isOf: (label, key) => key.slice(key.indexOf(':') + 1) === keyOf(label),
  output: Place,
  attribution: (provider) => attributions[provider] ?? null,
  continues: true,
  // A place may also need a request to reserve an instant.
  requests: (parts) => 2 * parts,
  build(kit) {
    const remote = {
      nominatim: kit.ask(nominatim),
      google: kit.ask(google),
      photon: kit.ask(photon),
      'open-meteo': namesOnly(kit.ask(openMeteo)),
    }
    const local = (onlyCertain: boolean): Candidate<PlaceQuery, Place> => ({
      provider: 'gazetteer',
      call: gazetteer(kit.clock, { onlyCertain }),
    })
    const listed = providersOf(kit.settings)
    // Listed first, it answers only what it is certain of; its uncertain answers stay the last resort.
    const isInFront = listed.includes('gazetteer') && listed.at(-1) !== 'gazetteer'
    const candidates = listed.map((provider) =>
      provider === 'gazetteer' ? local(isInFront) : { provider, call: remote[provider] },
    )
    const call = kit.fallback(isInFront ? [...candidates, local(false)] : candidates)
    return async ({ place, lang }, ctx) => {
      const position = positionIn(place)
      if (position) return atOnce(callerPlace(place, position), kit.clock.now())
      return call({ place: folded(place), lang }, ctx)
    }
  },
})

/** Refuses street addresses without an upstream call: Open-Meteo knows only names of places. */
function namesOnly(ask: Call<PlaceQuery, Answer<Place>>): Call<PlaceQuery, Answer<Place>> {
  return async (query, ctx) => {
    if (/^\d+\S*\s+\p{L}/u.test(query.place)) {
      throw new AppError('not_found', 'Open-Meteo does not support addresses', {
        provider: 'open-meteo',
        asked: false,
      })
    }
    return ask(query, ctx)
  }
}

/** Positions need no upstream request and no cache entry. */
const atOnce = (value: Place, now: number): Answer<Place> => ({
  value,
  provider: value.provider,
  fetchedAt: now,
  freshUntil: now,
  staleUntil: now,
  status: 'fresh',
})

function urlOf(name: ProviderName, url: string, given: Settings): string | null {
  return providersOf(given).includes(name) ? url : null
}
