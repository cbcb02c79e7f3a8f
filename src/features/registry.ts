// The registry: one line a feature. Everything else of it follows: routes, jobs, OpenAPI, settings, metrics, the threads'
// decoders.
export { geocode } from '../sources/geocode/feature.ts'
export { marine } from '../sources/marine/feature.ts'
export { pages } from '../sources/pages/feature.ts'
export { reddit } from '../sources/reddit/feature.ts'
export { briefing } from './briefing.ts'
