import { defineSource } from '../../pipeline/source.ts'
import { pageRoutes } from './route.ts'
import { pages as source } from './source.ts'

/** Pages by their addresses, with the route that serves them. */
export const pages = defineSource({
  ...source,
  summary: 'Pages by their addresses, where the operator allows it.',
  routes: pageRoutes,
})
