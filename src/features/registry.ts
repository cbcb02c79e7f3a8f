// The registry: one line per feature. Routes, jobs, OpenAPI, settings, metrics and the threads' decoders are derived from it.
export { geocode } from '../sources/geocode/feature.ts'
export { marine } from '../sources/marine/feature.ts'
export { pages } from '../sources/pages/feature.ts'
export { reddit } from '../sources/reddit/feature.ts'
export { briefing } from './briefing.ts'
