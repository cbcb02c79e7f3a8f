import { defineFeature } from '../../define/feature.ts'
import { tideRoutes } from './route.ts'
import { tides as source } from './source.ts'

/** Tide predictions, with the route that serves them. */
export const tides = defineFeature({
  name: 'tides',
  summary: 'High and low waters.',
  sources: [source],
  routes: tideRoutes,
})
