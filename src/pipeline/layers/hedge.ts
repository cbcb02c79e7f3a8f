import { follow } from '../../core/abort.ts'
import type { Clock } from '../../core/clock.ts'
import type { Call, Context, Layer, Tally } from '../call.ts'
import { derive } from '../derive.ts'
import type { Latencies } from '../latencies.ts'
import type { RetryBudget } from './retry.ts'

export interface HedgeOptions<In> {
  source: string
  provider: string
  latencies: Latencies
  /** Pays for the second calls: a small share of all. */
  budget: RetryBudget
  /** May this input be asked for twice, and is this the time for it? Asked again when the second call is due. */
  mayHedge: (input: In) => boolean
  clock: Clock
}

/** Why the slower of two calls was ended. */
class Beaten extends Error {
  override readonly name = 'Beaten'
}

/**
 * When an answer is later than 19 out of 20 are, asks once more and takes whichever comes first; the other is stopped. The
 * wait for a place of our own does not count: a call that has not been sent yet is not hedged.
 */
export function hedge<In, Out extends { attempts: number }>(options: HedgeOptions<In>): Layer<In, Out> {
  const { source, provider, latencies, budget, mayHedge, clock } = options

  const race = (next: Call<In, Out>, input: In, ctx: Context, afterMs: number): Promise<Out> =>
    new Promise((resolve, reject) => {
      const both = follow(ctx.signal)
      const tally: Tally = { attempts: 0, provider: undefined, within: ctx.tally }
      const own = derive(ctx, { tally, signal: both.signal })
      let running = 0
      const end = (): void => {
        cancel()
        both.abort(new Beaten('the other answer came first'))
      }
      const ask = async (): Promise<void> => {
        running++
        try {
          const out = await next(input, own)
          resolve({ ...out, attempts: Math.max(out.attempts, tally.attempts) })
          end()
        } catch (error) {
          running--
          // The other one may still do better.
          if (running > 0) return
          reject(error)
          end()
        }
      }
      const due = (): void => {
        if (tally.attempts === 0) cancel = clock.after(afterMs, due)
        else if (mayHedge(input) && budget.withdraw()) {
          ctx.emit({ type: 'hedge', source, provider, afterMs })
          void ask()
        }
      }
      let cancel = clock.after(afterMs, due)
      void ask()
    })

  return (next) => async (input, ctx) => {
    ctx.signal.throwIfAborted()
    budget.deposit()
    const usual = mayHedge(input) ? latencies.percentile(0.95) : null
    // Later than usual, and not as late: an upstream that always takes the same time is never hedged.
    return usual === null ? next(input, ctx) : race(next, input, ctx, usual + 1)
  }
}
