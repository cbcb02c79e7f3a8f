import { z } from 'zod'
import { exactlyOne, jsonList } from '../../core/query.ts'
import { defineJobKind, type JobKind } from '../../define/job-kind.ts'
import { gatherPlace, PlaceList, PlaceName } from './route.ts'
import { Place } from './schema.ts'

const names = jsonList({
  item: PlaceName,
  most: 1_000,
  description: 'Places as people write them',
  examples: ['Annapolis, MD', 'Solomons, MD'],
}).optional()

const Places = exactlyOne(z.strictObject({ place: names, places: names }), ['places', 'place'])

const places = defineJobKind({
  kind: 'geocode',
  summary: 'Where places are',
  input: Places,
  example: { places: ['Annapolis, MD', 'Solomons, MD'] },
  sources: ['geocode'],
  items: ({ place, places }) => place ?? places ?? [],
  item: z.string(),
  ask: (name, _, gathering) => gatherPlace(name, gathering),
  piece: Place,
  data: PlaceList,
  assemble: (gathered) => ({ places: gathered.map(({ piece }) => piece) }),
})

/** The route's answer for more places than a request may ask for. */
export const geocodeJobs: readonly JobKind[] = [places]
