import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Answer, Call } from '../../pipeline/call.ts'
import { findPlace } from './gazetteer/find-place.ts'
import { type Place, type PlaceQuery, placeFrom } from './schema.ts'

const certainMs = 3_600_000
/** A bare name may mean a better known place elsewhere: such an answer is stale at once and refreshed in the background. */
const standInMs = 5_000

/**
 * The embedded gazetteer as a provider: it answers at once, without an upstream call. A certain answer is cached for an hour
 * only, so that a geocoder that was briefly unavailable is used again.
 */
export function gazetteer(
  clock: Clock,
  { onlyCertain }: { onlyCertain: boolean },
): Call<PlaceQuery, Answer<Place>> {
  return async ({ place }) => {
    const found = findPlace(place)
    if (!found || (onlyCertain && !found.isCertain)) {
      throw new AppError('not_found', 'the gazetteer has no match', {
        provider: 'gazetteer',
        asked: false,
      })
    }
    const { isCertain, ...facts } = found
    const fetchedAt = clock.now()
    const freshUntil = isCertain ? fetchedAt + certainMs : fetchedAt
    return {
      value: placeFrom('gazetteer', place, facts),
      provider: 'gazetteer',
      fetchedAt,
      freshUntil,
      staleUntil: freshUntil + (isCertain ? certainMs : standInMs),
      status: isCertain ? 'fresh' : 'stale',
    }
  }
}
