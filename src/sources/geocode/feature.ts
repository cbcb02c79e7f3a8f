import { defineFeature } from '../../define/feature.ts'
import { geocodeJobs } from './jobs.ts'
import { geocodeRoutes } from './route.ts'
import { geocode as source } from './source.ts'

/** Places to coordinates. */
export const geocode = defineFeature({
  name: 'geocode',
  summary: 'Places by name.',
  sources: [source],
  routes: geocodeRoutes,
  jobs: geocodeJobs,
})
