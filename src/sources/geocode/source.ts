// Places to coordinates. Geocoders are tried in order; what one does not know, or cannot be asked in time, the next is asked.
import { positionIn } from '../../core/position.ts'
import type { Answer } from '../../pipeline/call.ts'
import { defaultPolicy, defineSource } from '../../pipeline/source.ts'
import { gazetteer } from './gazetteer.ts'
import { google } from './google.ts'
import { nominatim } from './nominatim.ts'
import { callerPlace } from './place-name.ts'
import { attributions, Place, type PlaceQuery } from './schema.ts'
import { type ProviderName, providersOf, type Settings, settings } from './settings.ts'

const dayMs = 86_400_000

/** A place as it is asked: trimmed, with single blanks. */
const folded = (place: string): string => place.trim().replace(/\s+/gu, ' ')

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
      countsDeployment: true,
    },
    { name: 'google', baseUrl: (given) => urlOf('google', given.GOOGLE_GEOCODE_URL, given) },
    { name: 'gazetteer', baseUrl: () => null },
  ],
  endpoints: [nominatim, google],
  key: ({ place }) => folded(place).normalize('NFC').toLowerCase(),
  label: ({ place }) => place,
  output: Place,
  attribution: (provider) => attributions[provider] ?? null,
  // A place may take asking for a turn as well.
  requests: (parts) => 2 * parts,
  build(kit) {
    const calls = { nominatim: kit.ask(nominatim), google: kit.ask(google), gazetteer: gazetteer(kit.clock) }
    const call = kit.fallback(
      providersOf(kit.settings).map((provider) => ({ provider, call: calls[provider] })),
    )
    return async ({ place }, ctx) => {
      const position = positionIn(place)
      if (position) return atOnce(callerPlace(place, position), kit.clock.now())
      return call({ place: folded(place) }, ctx)
    }
  },
})

/** What needs no asking needs no keeping either. */
const atOnce = (value: Place, now: number): Answer<Place> => ({
  value,
  provider: value.provider,
  fetchedAt: now,
  freshUntil: now,
  staleUntil: now,
  status: 'fresh',
  attempts: 0,
})

function urlOf(name: ProviderName, url: string, given: Settings): string | null {
  return providersOf(given).includes(name) ? url : null
}
