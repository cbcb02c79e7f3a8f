import { WordSet } from './word-set.ts'

/** Words that join the values of seas and swell, and have no field of their own. */
export const waterConnectors = new WordSet(
  'and but while with along or the a an to except otherwise is are of will be generally mainly mostly slowly gradually ' +
    'quickly rapidly expected possibly from at in combined significant wave wind height heights long short primary ' +
    'secondary mixed average dominant detail period every reaching further again additional moderate large small both ' +
    'otherwise also slightly interval increasing directions direction fresh steep confused choppy rough high heavy very ' +
    'hazardous maximum max peak - driven waters water lake bay sound @',
)
