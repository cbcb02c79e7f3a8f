// A layer of one's own, in full: it warns of each call that took longer than it should. A source puts it around a call in its
// `build`, where the order shows what it measures:
//
//   build: (kit) => stack([warnWhenSlow({ slowerThanMs: 500, name: 'tides', clock: kit.clock })], kit.ask(predictions))
//
// The rules that make layers fit together: options in, layer out; no state at module level; time from the clock; errors and the
// signal are passed on as they are; one event a decision. test/examples/custom-layer.test.ts holds it to the promises of all layers.
import type { Clock } from '../src/core/clock.ts'
import type { Layer } from '../src/pipeline/call.ts'

export interface SlowOptions {
  /** What the warning calls it. */
  name: string
  /** Milliseconds; a call that takes exactly as long is not slow. */
  slowerThanMs: number
  clock: Pick<Clock, 'elapsed'>
}

/** Warns of each call that takes longer than `slowerThanMs`, whether it succeeds or fails. */
export function warnWhenSlow<In, Out>({ name, slowerThanMs, clock }: SlowOptions): Layer<In, Out> {
  return (next) => async (input, ctx) => {
    ctx.signal.throwIfAborted()
    const startedAt = clock.elapsed()
    try {
      return await next(input, ctx)
    } finally {
      const tookMs = Math.round(clock.elapsed() - startedAt)
      if (tookMs > slowerThanMs) ctx.emit({ type: 'warning', message: `${name} took ${tookMs} ms` })
    }
  }
}
