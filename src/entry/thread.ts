// What runs on a worker thread: finds the decoder by its name, and gives back only the small typed value.
import { decodersOf, features } from '../features/index.ts'
import { outcomeOf, type ThreadOutcome, type ThreadTask } from '../runtime/node/thread-outcome.ts'
import { loadModules } from './load-features.ts'

// As the process has it: what FEATURES names is loaded here too, mistakes were told there.
const { features: named } = await loadModules(process.env.FEATURES)
const decoders = decodersOf([...features, ...named])

/** Decodes one body; never throws. */
export function run({ name, body, input }: ThreadTask): ThreadOutcome {
  return outcomeOf(() => {
    const decode = decoders.get(name)
    if (!decode) throw new Error(`no decoder is called ${name}`)
    return decode(body, input)
  })
}
