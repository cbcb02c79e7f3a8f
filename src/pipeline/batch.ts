import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Answer, Call, Context } from './call.ts'
import { SharedRun } from './shared-run.ts'
import type { BatchOptions } from './source.ts'

interface Group<In, Out> {
  inputs: In[]
  run: SharedRun<Answer<ReadonlyMap<string, Out>>>
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
    const group: Group<In, Out> = { inputs: [], run: new SharedRun(ctx) }
    waiting.add(group)
    clock.after(windowMs, () => {
      waiting.delete(group)
      if (group.run.isAbandoned) group.run.start(Promise.reject(group.run.ctx.signal.reason))
      else group.run.start(call(group.inputs, group.run.ctx))
    })
    return group
  }

  return async (input, ctx) => {
    ctx.signal.throwIfAborted()
    const waiting = ctx.scope.memo(owner, () => new Set<Group<In, Out>>())
    const room = [...waiting].find(({ inputs, run }) => inputs.length < most && !run.isAbandoned)
    const group = room ?? open(waiting, ctx)
    group.inputs.push(input)
    const answer = await group.run.join(ctx)
    const value = answer.value.get(key(input))
    if (value === undefined)
      throw new AppError('not_found', 'the upstream knows no such key', { provider: answer.provider })
    return { ...answer, value }
  }
}
