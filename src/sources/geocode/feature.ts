import { z } from 'zod'
import { defineCollection } from '../../define/collection.ts'
import { defineFeature } from '../../define/feature.ts'
import { type About, definePart } from '../../define/part.ts'
import { listed } from '../../define/selection.ts'
import { PlaceName } from './place-name.ts'
import { Place } from './schema.ts'
import { Language, type Settings } from './settings.ts'
import { geocode as source } from './source.ts'

/** The part of a place. */
export const placePart = definePart({
  source,
  input: (name: string, { options, settings }: About<string, { lang?: string | undefined }, Settings>) => ({
    place: name,
    lang: options.lang ?? settings.GEOCODE_LANGUAGE,
  }),
  present: (found, { item }): Place => ({ ...found, query: item }),
})

const names = {
  item: PlaceName,
  commas: false,
  description: 'Places as people write them, or positions',
  examples: ['Annapolis, MD', 'Solomons, MD'],
}

const places = defineCollection({
  path: '/v1/geocode',
  operationId: 'geocode',
  tool: 'geocode',
  summary: 'Coordinates of places',
  description:
    'The best match for each place, from the first geocoder that knows it; all places are looked up at once. A place that ' +
    'no geocoder knows is absent from `places` and has a `not_found` part.',
  job: { kind: 'geocode', example: { places: ['Annapolis, MD', 'Solomons, MD'] } },
  item: PlaceName,
  options: {
    lang: Language.optional().meta({ description: 'Language of the names', examples: ['en'] }),
  },
  select: { places: listed({ ...names, only: 'job' }), place: listed(names) },
  max: { request: 20, job: 1_000 },
  part: placePart,
  piece: Place,
  data: z
    .object({ places: z.array(Place).meta({ description: 'In the order requested' }) })
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
