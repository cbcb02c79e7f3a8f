import { z } from 'zod'
import { defineCollection } from '../../define/collection.ts'
import { defineFeature } from '../../define/feature.ts'
import { definePart } from '../../define/part.ts'
import { listed } from '../../define/selection.ts'
import { Place } from './schema.ts'
import { geocode as source } from './source.ts'

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

/** Where a place is. */
export const placePart = definePart({
  source,
  input: (name: string) => ({ place: name }),
  present: (found, { item }): Place => ({ ...found, query: item }),
})

const names = {
  item: PlaceName,
  commas: false,
  description: 'Places as people write them',
  examples: ['Annapolis, MD', 'Solomons, MD'],
}

const places = defineCollection({
  path: '/v1/geocode',
  operationId: 'geocode',
  tool: 'geocode',
  summary: 'Where places are',
  description:
    'The best match for each place, all asked at once, from the first geocoder that knows it. A place that none knows is ' +
    'absent from `places` and a `not_found` part.',
  job: { kind: 'geocode', example: { places: ['Annapolis, MD', 'Solomons, MD'] } },
  item: PlaceName,
  select: { places: listed({ ...names, only: 'job' }), place: listed(names) },
  max: { request: 20, job: 1_000 },
  part: placePart,
  piece: Place,
  data: z
    .object({ places: z.array(Place).meta({ description: 'In the order asked' }) })
    .meta({ id: 'Places' }),
  assemble: (gathered) => ({ places: gathered.map(({ piece }) => piece) }),
})

/** Places to coordinates. */
export const geocode = defineFeature({
  name: 'geocode',
  summary: 'Places by name.',
  sources: [source],
  collections: [places],
})
