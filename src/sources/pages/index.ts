import { defineSource } from '../../pipeline/source.ts'
import { pageJobs } from './jobs.ts'
import { pageRoutes } from './route.ts'
import { pages as source } from './source.ts'

/** Pages by their addresses, with the route and the kind of jobs that serve them. */
export const pages = defineSource({
  ...source,
  summary: 'Pages by their addresses, where the operator allows it.',
  routes: pageRoutes,
  jobs: pageJobs,
})
