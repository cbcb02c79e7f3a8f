import { ClientGone, follow } from '../core/abort.ts'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Emit } from '../core/events.ts'
import { isTracestate, readTraceparent, type Span, type TraceHeaders } from '../core/tracing.ts'
import { Context } from '../pipeline/context.ts'
import type { Scope } from '../runtime/runtime.ts'

export interface OpenOptions {
  clock: Clock
  /** When the request came: its budget runs from then on. Now, unless given. */
  startedAt?: number
  scope: Scope
  emit: Emit
  requestId: string
  /** As received: passed on when well-formed. */
  received: TraceHeaders
  /** Of the request; none where nothing is traced. */
  span?: Span | undefined
  /** Ends when the client's connection does. */
  client: AbortSignal
  /** Ends when the process gives up on requests in flight. */
  shutdown: AbortSignal
  budgetMs: number
  waitUntil: (task: Promise<unknown>) => void
}

export interface OpenContext {
  ctx: Context
  /** Must be called when the answer is made: drops the timer and the listeners. */
  close(): void
}

/** Kept back from the budget so that the merge and the writing of the answer fit into it. */
const reserveOf = (budgetMs: number): number => Math.min(50, budgetMs * 0.1)

/** The one signal and the one timer of a request: client gone, shutdown, or budget over, whichever comes first. */
export function openContext(options: OpenOptions): OpenContext {
  const { clock, scope, emit, requestId, received, span, client, shutdown, budgetMs, waitUntil } = options
  const end = follow(shutdown)
  const onGone = (): void => end.abort(new ClientGone())
  if (client.aborted) onGone()
  else client.addEventListener('abort', onGone, { once: true })
  const now = clock.elapsed()
  const deadline = (options.startedAt ?? now) + Math.max(0, budgetMs - reserveOf(budgetMs))
  const cancel = clock.after(deadline - now, () =>
    end.abort(new AppError('deadline', `the time budget of ${budgetMs} ms was exceeded`)),
  )
  const fields = { signal: end.signal, scope, requestId, emit, waitUntil, span, ...passedOn(received) }
  const ctx = new Context(fields, deadline)
  return {
    ctx,
    close() {
      cancel()
      end.release()
      client.removeEventListener('abort', onGone)
    },
  }
}

/** A state without a parent says nothing. */
function passedOn({ traceparent, tracestate }: TraceHeaders): TraceHeaders {
  if (traceparent === undefined || !readTraceparent(traceparent)) return {}
  return { traceparent, ...(tracestate !== undefined && isTracestate(tracestate) && { tracestate }) }
}
