// `tributary/features`: the built-in features, to be served beside others or left out.
export { briefing, geocode, marine, pages, reddit } from '../features/registry.ts'
