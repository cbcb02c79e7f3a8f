import { follow } from '../core/abort.ts'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Emit } from '../core/events.ts'
import { isTracestate, readTraceparent, type Span, type TraceHeaders } from '../core/tracing.ts'
import { Context } from '../pipeline/context.ts'
import type { Scope } from '../runtime/runtime.ts'

export interface OpenOptions {
  clock: Clock
  /** Start of the budget; defaults to now. */
  startedAt?: number
  scope: Scope
  emit: Emit
  requestId: string
  /** As received; passed on to upstreams when well-formed. */
  received: TraceHeaders
  /** The request's span; absent when tracing is off. */
  span?: Span | undefined
  /** Aborts with `ClientGone` when the client disconnects. */
  client: AbortSignal
  /** Aborts when the process gives up on requests in flight. */
  shutdown: AbortSignal
  budgetMs: number
  waitUntil: (task: Promise<unknown>) => void
}

export interface OpenContext {
  ctx: Context
  /** Removes the timer and the listeners; must be called when the answer is complete. */
  close(): void
}

/** Part of the budget reserved for merging and writing the answer, in ms. */
const reserveOf = (budgetMs: number): number => Math.min(50, budgetMs * 0.1)

/** Creates the context of a request, whose signal aborts when the client disconnects, the process stops, or the budget ends. */
export function openContext(options: OpenOptions): OpenContext {
  const { clock, scope, emit, requestId, received, span, client, shutdown, budgetMs, waitUntil } = options
  const end = follow(client, shutdown)
  const now = clock.elapsed()
  const deadline = (options.startedAt ?? now) + Math.max(0, budgetMs - reserveOf(budgetMs))
  const cancel = clock.after(deadline - now, () =>
    end.abort(new AppError('deadline', `the time budget of ${budgetMs} ms was exceeded`)),
  )
  const fields = { cancellation: end, scope, requestId, emit, waitUntil, span, ...passedOn(received) }
  const ctx = new Context(fields, deadline)
  return {
    ctx,
    close() {
      cancel()
      end.release()
    },
  }
}

/** `tracestate` is meaningless without `traceparent` (W3C Trace Context). */
function passedOn({ traceparent, tracestate }: TraceHeaders): TraceHeaders {
  if (traceparent === undefined || !readTraceparent(traceparent)) return {}
  return { traceparent, ...(tracestate !== undefined && isTracestate(tracestate) && { tracestate }) }
}
