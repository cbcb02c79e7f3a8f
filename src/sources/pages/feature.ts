import { defineFeature } from '../../define/feature.ts'
import { pageJobs } from './jobs.ts'
import { pageRoutes } from './route.ts'
import { pages as source } from './source.ts'

/** Pages by their addresses. */
export const pages = defineFeature({
  name: 'pages',
  summary: 'Pages by their addresses, where the operator allows it.',
  sources: [source],
  routes: pageRoutes,
  jobs: pageJobs,
})
