// What runs on a worker thread: finds the decoder by its name, and gives back only the small typed value.
import { outcomeOf, type ThreadOutcome, type ThreadTask } from '../runtime/node/thread-outcome.ts'
import { decoders } from '../sources/index.ts'

/** Decodes one body; never throws. */
export function run({ name, body, input }: ThreadTask): ThreadOutcome {
  return outcomeOf(() => {
    const decode = decoders.get(name)
    if (!decode) throw new Error(`no decoder is called ${name}`)
    return decode(body, input)
  })
}
