// The entry of a worker thread: finds a decoder by its name and returns the typed value, which is small.
import { decodersOf, features } from '../features/index.ts'
import { outcomeOf, type ThreadOutcome, type ThreadTask } from '../runtime/node/thread-outcome.ts'
import { loadModules } from './load-features.ts'

// The features that FEATURES names are loaded on each thread too; the process has already reported their errors.
const { features: named } = await loadModules(process.env.FEATURES)
const decoders = decodersOf([...features, ...named])

/** Decodes one body; never throws. */
export function run({ name, body, input }: ThreadTask): ThreadOutcome {
  return outcomeOf(() => {
    const decode = decoders.get(name)
    if (!decode) throw new Error(`there is no decoder ${name}`)
    return decode(body, input)
  })
}
