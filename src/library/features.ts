// `tributary/features`: the built-in features, to be served with others or omitted.
export { briefing, geocode, marine, pages, reddit } from '../features/registry.ts'
