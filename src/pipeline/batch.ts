import { LRUCache } from 'lru-cache'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Answer, Call } from './call.ts'
import type { Context } from './context.ts'
import { SharedRun } from './shared-run.ts'
import type { BatchOptions } from './source.ts'

/** The outcome of each key. */
type Results<Out> = ReadonlyMap<string, Answer<Out> | AppError>

interface Group<In, Out> {
  inputs: In[]
  isRefresh: boolean
  run: SharedRun<Results<Out>>
  /** Stops the timer that sends the request. */
  stop: () => void
}

/** Inputs of one request arrive within a few microtasks, or within a store's round trip. */
const windowMs = 1
/** Maximum number of remembered keys that were refused on their own. */
const maxRefused = 1_000

/**
 * Combines inputs that arrive together into one call. Each caller waits for its own key only, can leave without ending the
 * others, and gets `not_found` when the answer does not contain its key. A call refused because of a key is split until that
 * key is found: the other keys are answered, and that key is requested alone from then on.
 */
export function batch<In, Out>(
  { key, max, call }: BatchOptions<In, Out>,
  clock: Pick<Clock, 'after' | 'elapsed'>,
): Call<In, Answer<Out>> {
  const owner = {}
  const refused = new LRUCache<string, true>({ max: maxRefused })

  const ask = async (inputs: readonly In[], ctx: Context): Promise<Results<Out>> => {
    const all = <T>(resultOf: (name: string) => T): Map<string, T> =>
      new Map(inputs.map((input) => [key(input), resultOf(key(input))]))
    try {
      const { value, ...answer } = await call(inputs, ctx)
      const { provider } = answer
      const results = all((name) => {
        const own = value.get(name)
        return own === undefined
          ? new AppError('not_found', 'the upstream knows no such key', { provider })
          : { ...answer, value: own }
      })
      for (const name of results.keys()) refused.delete(name)
      return results
    } catch (error) {
      if (!(error instanceof AppError) || error === ctx.cancellation.reason) throw error
      const results = all(() => error)
      if (error.evidence !== 'key') return results
      if (inputs.length === 1) {
        for (const name of results.keys()) refused.set(name, true)
        return results
      }
      const middle = inputs.length >> 1
      const halves = await Promise.all([ask(inputs.slice(0, middle), ctx), ask(inputs.slice(middle), ctx)])
      return new Map(halves.flatMap((half) => [...half]))
    }
  }

  const open = (waiting: Set<Group<In, Out>>, ctx: Context): Group<In, Out> => {
    const run = new SharedRun<Results<Out>>(ctx, clock)
    const stop = clock.after(windowMs, () => {
      waiting.delete(group)
      run.start(ask(group.inputs, run.ctx))
    })
    const group: Group<In, Out> = { inputs: [], isRefresh: ctx.isRefresh, run, stop }
    return group
  }

  return async (input, ctx) => {
    ctx.cancellation.throwIfAborted()
    const waiting = ctx.scope.memo(owner, () => new Set<Group<In, Out>>())
    const isAlone = refused.has(key(input))
    // A refresh must not be answered with a stale value, so refreshes are batched separately.
    const hasRoom = ({ inputs, isRefresh }: Group<In, Out>): boolean =>
      inputs.length < max && isRefresh === ctx.isRefresh
    let group = isAlone ? undefined : [...waiting].find(hasRoom)
    if (!group) {
      group = open(waiting, ctx)
      if (!isAlone) waiting.add(group)
    }
    group.inputs.push(input)
    const { run, stop } = group
    const results = await run.join(ctx).finally(() => {
      // All have left, maybe before its request was sent.
      if (run.isAbandoned && waiting.delete(group)) stop()
    })
    const result = results.get(key(input))
    if (result === undefined || result instanceof AppError)
      throw result ?? new AppError('internal', 'a batch has lost a key')
    return result
  }
}
