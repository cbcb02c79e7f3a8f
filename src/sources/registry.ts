// The registry: one line a source. Everything else of it follows: routes, OpenAPI, settings, metrics, layers, the threads'
// decoders.
export { alerts } from './alerts/index.ts'
export { geocode } from './geocode/index.ts'
export { marine } from './marine/index.ts'
export { pages } from './pages/index.ts'
export { reddit } from './reddit/index.ts'
