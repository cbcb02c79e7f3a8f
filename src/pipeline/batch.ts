import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Answer, Call, Context } from './call.ts'
import { SharedRun } from './shared-run.ts'
import type { BatchOptions } from './source.ts'

interface Group<In, Out> {
  inputs: In[]
  isRefresh: boolean
  run: SharedRun<Answer<ReadonlyMap<string, Out>>>
  /** Forgets the group before it has been asked for. */
  cancel: () => void
}

/** Inputs of one request arrive within a few microtasks, or within a store's round trip. */
const windowMs = 1

/**
 * Gathers the inputs that arrive together into one call for all of them. Each caller waits for its own key only, may leave
 * on its own, and gets `not_found` when the answer does not hold its key.
 */
export function batch<In, Out>(
  { key, most, call }: BatchOptions<In, Out>,
  clock: Clock,
): Call<In, Answer<Out>> {
  const owner = {}

  const open = (waiting: Set<Group<In, Out>>, ctx: Context): Group<In, Out> => {
    const run = new SharedRun<Answer<ReadonlyMap<string, Out>>>(ctx)
    const close = (): void => void waiting.delete(group)
    const ask = async (): Promise<Answer<ReadonlyMap<string, Out>>> => call(group.inputs, run.ctx)
    const stop = clock.after(windowMs, () => {
      close()
      run.start(ask())
    })
    const cancel = (): void => {
      if (!waiting.has(group)) return
      stop()
      close()
      run.start(Promise.reject(run.ctx.signal.reason))
    }
    const group: Group<In, Out> = { inputs: [], isRefresh: ctx.refresh === true, run, cancel }
    waiting.add(group)
    return group
  }

  return async (input, ctx) => {
    ctx.signal.throwIfAborted()
    const waiting = ctx.scope.memo(owner, () => new Set<Group<In, Out>>())
    // A refresh wants no stale values on its way: it goes with its like.
    const isRefresh = ctx.refresh === true
    const room = [...waiting].find((group) => group.inputs.length < most && group.isRefresh === isRefresh)
    const group = room ?? open(waiting, ctx)
    group.inputs.push(input)
    const answer = await group.run.join(ctx).catch((error: unknown) => {
      if (group.run.isAbandoned) group.cancel()
      throw error
    })
    const value = answer.value.get(key(input))
    if (value !== undefined) return { ...answer, value }
    const absent = new AppError('not_found', 'the upstream knows no such key', { provider: answer.provider })
    absent.attempts = answer.attempts
    throw absent
  }
}
