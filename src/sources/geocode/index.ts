import { defineSource } from '../../pipeline/source.ts'
import { geocodeJobs } from './jobs.ts'
import { geocodeRoutes } from './route.ts'
import { geocode as source } from './source.ts'

/** Places to coordinates, with the route that serves them and the jobs for more of them. */
export const geocode = defineSource({
  ...source,
  summary: 'Places by name.',
  routes: geocodeRoutes,
  jobs: geocodeJobs,
})
