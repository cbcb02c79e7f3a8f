import { defineSource } from '../../pipeline/source.ts'
import { geocodeRoutes } from './route.ts'
import { geocode as source } from './source.ts'

/** Places to coordinates, with the route that serves them. */
export const geocode = defineSource({ ...source, routes: geocodeRoutes })
