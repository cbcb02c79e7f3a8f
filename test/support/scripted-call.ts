// An inner call for tests of its wrappers: the test answers or fails each pending input when it chooses.
import type { Call } from '../../src/pipeline/call.ts'
import type { Context } from '../../src/pipeline/context.ts'

export interface Asked<In, Out> {
  readonly input: In
  /** The context that the wrappers passed down: its signal, deadline, … */
  readonly ctx: Context
  readonly settled: boolean
  answer(out: Out): void
  fail(error: unknown): void
}

export interface ScriptedCall<In, Out> {
  call: Call<In, Out>
  /** Every call so far, in order. */
  readonly asked: readonly Asked<In, Out>[]
  /** The pending calls, in order. */
  readonly pending: readonly Asked<In, Out>[]
  /** Answers the oldest pending call. */
  answer(out: Out): void
  /** Fails the oldest pending call. */
  fail(error: unknown): void
}

/** Creates a call that ends only when the test says so, or with its signal's reason. It leaves no listener on the signal. */
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
