import { defineFeature } from '../../define/feature.ts'
import { redditJobs } from './jobs.ts'
import { redditRoutes } from './route.ts'
import { reddit as source } from './source.ts'

/** Top listings of subreddits. */
export const reddit = defineFeature({
  name: 'reddit',
  summary: 'Top posts of subreddits.',
  sources: [source],
  routes: redditRoutes,
  jobs: redditJobs,
})
