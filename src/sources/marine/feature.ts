import { defineFeature } from '../../define/feature.ts'
import { parseText } from './parse-text.ts'
import { advisories, forecasts } from './routes/forecasts.ts'
import { parse } from './routes/parse.ts'
import { search } from './routes/search.ts'
import { zone, zones } from './routes/zones.ts'
import { searchTexts } from './search/search-texts.ts'
import { marine as source } from './source.ts'
import { warmMarine } from './warm.ts'

/** Marine text forecasts, and the catalogue of zones. */
export const marine = defineFeature({
  name: 'marine',
  summary: 'Marine forecasts and advisories of the National Weather Service, typed.',
  sources: [source],
  collections: [forecasts, advisories],
  routes: [search],
  directRoutes: [zones, zone, parse],
  tasks: [parseText, searchTexts],
  warm: warmMarine,
})
