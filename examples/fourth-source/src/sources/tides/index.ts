import { defineSource } from '../../pipeline/source.ts'
import { tideRoutes } from './route.ts'
import { tides as source } from './source.ts'

/** Tide predictions, with the route that serves them. */
export const tides = defineSource({ ...source, routes: tideRoutes })
