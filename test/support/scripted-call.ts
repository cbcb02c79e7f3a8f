// An inner call for tests of what is put around it: the test answers or fails each pending input when it likes.
import type { Call } from '../../src/pipeline/call.ts'
import type { Context } from '../../src/pipeline/context.ts'

export interface Asked<In, Out> {
  readonly input: In
  /** What the layers above passed down: its signal, deadline, … */
  readonly ctx: Context
  readonly settled: boolean
  answer(out: Out): void
  fail(error: unknown): void
}

export interface ScriptedCall<In, Out> {
  call: Call<In, Out>
  /** Every call so far, in order. */
  readonly asked: readonly Asked<In, Out>[]
  /** Those that still wait, in order. */
  readonly pending: readonly Asked<In, Out>[]
  /** Answers the one that has waited longest. */
  answer(out: Out): void
  /** Fails the one that has waited longest. */
  fail(error: unknown): void
}

/** Makes a call that ends only as the test says, or with its signal's reason. Nothing is left on the signal then. */
export function createScriptedCall<In, Out>(): ScriptedCall<In, Out> {
  const asked: Asked<In, Out>[] = []
  const pending = (): Asked<In, Out>[] => asked.filter(({ settled }) => !settled)
  const oldest = (): Asked<In, Out> => {
    const [first] = pending()
    if (!first) throw new Error('nothing is pending')
    return first
  }
  return {
    call: (input, ctx) =>
      new Promise((resolve, reject) => {
        let settled = false
        const once =
          <T>(finish: (result: T) => void) =>
          (result: T): void => {
            if (settled) return
            settled = true
            ctx.signal.removeEventListener('abort', leave)
            finish(result)
          }
        const answer = once<Out>(resolve)
        const fail = once<unknown>(reject)
        const leave = (): void => fail(ctx.signal.reason)
        ctx.signal.addEventListener('abort', leave, { once: true })
        asked.push({
          input,
          ctx,
          answer,
          fail,
          get settled() {
            return settled
          },
        })
        if (ctx.signal.aborted) leave()
      }),
    asked,
    get pending() {
      return pending()
    },
    answer: (out) => oldest().answer(out),
    fail: (error) => oldest().fail(error),
  }
}
