import { defineFeature } from '../../define/feature.ts'
import { marineJobs } from './jobs.ts'
import { parseText } from './parse-text.ts'
import { marineRoutes } from './route.ts'
import { parse } from './routes/parse.ts'
import { zone, zones } from './routes/zones.ts'
import { search } from './search/route.ts'
import { searchTexts } from './search/search-texts.ts'
import { marine as source } from './source.ts'
import { warmMarine } from './warm.ts'

/** Marine text forecasts, and the catalogue of zones. */
export const marine = defineFeature({
  name: 'marine',
  summary: 'Marine forecasts and advisories of the National Weather Service, typed.',
  sources: [source],
  routes: [...marineRoutes, search],
  directRoutes: [zones, zone, parse],
  jobs: marineJobs,
  tasks: [parseText, searchTexts],
  warm: warmMarine,
})
