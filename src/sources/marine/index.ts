import { defineSource } from '../../pipeline/source.ts'
import { marineJobs } from './jobs.ts'
import { parseText } from './parse-text.ts'
import { marineRoutes } from './route.ts'
import { search } from './search/route.ts'
import { searchTexts } from './search/search-texts.ts'
import { marine as source } from './source.ts'
import { warmMarine } from './warm.ts'

/** Marine text forecasts, with the routes that serve them. */
export const marine = defineSource({
  ...source,
  summary: 'Marine forecasts and advisories of the National Weather Service, typed.',
  routes: [...marineRoutes, search],
  jobs: marineJobs,
  tasks: [parseText, searchTexts],
  warm: warmMarine,
})
