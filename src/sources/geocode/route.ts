import { z } from 'zod'
import { list } from '../../core/query.ts'
import { defineRoute, type Gathering, present, type Route } from '../../define/route.ts'
import { Place } from './schema.ts'
import { geocode } from './source.ts'

/** As every dialect of regular expressions writes them. */
const control = String.raw`\x00-\x1f\x7f-\x9f`

/** A place as people write it: not empty, no control characters. */
export const PlaceName = z
  .string()
  .trim()
  .min(1, { error: 'a place is required' })
  .refine((name) => [...name].length <= 200, { error: 'at most 200 characters' })
  .refine((name) => !/\p{Cc}/u.test(name), { error: 'no control characters' })
  .meta({
    pattern: `^[^${control}]*[^\\s${control}][^${control}]*$`,
    minLength: 1,
    maxLength: 200,
  })

/** The `data` of places. */
export const PlaceList = z
  .object({ places: z.array(Place).meta({ description: 'In the order asked' }) })
  .meta({ id: 'Places' })

/** Asks where one place is; null where the part failed. */
export const gatherPlace = (name: string, gathering: Gathering): Promise<Place | null> =>
  gathering.ask(geocode, { place: name }, (found) => ({ ...found, query: name }))

const places = defineRoute({
  path: '/v1/geocode',
  operationId: 'geocode',
  tool: 'geocode',
  summary: 'Where places are',
  description:
    'The best match for each place, all asked at once, from the first geocoder that knows it. A place that none knows is ' +
    'absent from `places` and a `not_found` part.',
  query: z.object({
    place: list({
      item: PlaceName,
      most: 20,
      commas: false,
      description: 'Places as people write them',
      examples: ['Annapolis, MD'],
    }),
  }),
  data: PlaceList,
  sources: ['geocode'],
  // A place may take asking for a turn as well.
  requests: ({ place }) => 2 * place.length,
  async gather({ place }, gathering) {
    return { places: present(await Promise.all(place.map((name) => gatherPlace(name, gathering)))) }
  },
})

export const geocodeRoutes: readonly Route[] = [places]
