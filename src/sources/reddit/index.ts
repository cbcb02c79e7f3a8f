import { defineSource } from '../../pipeline/source.ts'
import { redditJobs } from './jobs.ts'
import { redditRoutes } from './route.ts'
import { reddit as source } from './source.ts'

/** Top listings of subreddits, with the route that serves them and the jobs for more of them. */
export const reddit = defineSource({
  ...source,
  summary: 'Top posts of subreddits.',
  routes: redditRoutes,
  jobs: redditJobs,
})
