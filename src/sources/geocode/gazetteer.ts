import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Answer, Call } from '../../pipeline/call.ts'
import { findPlace } from './gazetteer/find-place.ts'
import type { Place, PlaceQuery } from './schema.ts'

const hourMs = 3_600_000

/**
 * The embedded gazetteer as a provider: answers at once and asks nobody. Its answers are kept for an hour only, so that a
 * geocoder that was merely away is asked again.
 */
export function gazetteer(clock: Clock): Call<PlaceQuery, Answer<Place>> {
  return async ({ place }) => {
    const found = findPlace(place)
    if (!found) {
      throw new AppError('not_found', 'the gazetteer knows no such place', {
        provider: 'gazetteer',
        asked: false,
      })
    }
    const fetchedAt = clock.now()
    return {
      value: { query: place, ...found, provider: 'gazetteer', attribution: null },
      provider: 'gazetteer',
      fetchedAt,
      freshUntil: fetchedAt + hourMs,
      staleUntil: fetchedAt + 2 * hourMs,
      status: 'fresh',
      attempts: 0,
    }
  }
}
