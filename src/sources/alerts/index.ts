export { alerts } from './source.ts'
