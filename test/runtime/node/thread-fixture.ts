// A thread with decoders of its own for the tests of the executor.
import { AppError } from '../../../src/core/errors.ts'
import { outcomeOf, type ThreadOutcome, type ThreadTask } from '../../../src/runtime/node/thread-outcome.ts'

/** Reports that it runs, then waits until it is let go: a thread held without any clock. */
export interface Gate {
  running: Int32Array
  released: Int32Array
}

export const decoders: Record<string, (body: string, input: unknown) => unknown> = {
  json: (body, input) => ({ value: JSON.parse(body), input }),
  echo: (body) => body,
  gate: (body, input) => {
    const { running, released } = input as Gate
    Atomics.add(running, 0, 1)
    Atomics.notify(running, 0)
    Atomics.wait(released, 0, 0)
    return body
  },
  invalid: () => {
    throw new AppError('upstream_rate_limited', 'slow down', { retryAfterMs: 4_000, provider: 'reddit' })
  },
  bug: () => {
    throw new TypeError('undefined is not a forecast')
  },
  function: () => () => 'no thread can send this',
  exit: () => process.exit(3),
  hog: () => {
    const all: number[][] = []
    for (;;) all.push(new Array<number>(100_000).fill(1.5))
  },
}

export function run({ name, body, input }: ThreadTask): ThreadOutcome {
  return outcomeOf(() => decoders[name]?.(body, input))
}
