// Answers that can be repeated, as bytes: a platform that can write bytes gives them without routing, reading or merging
// anything. A ready answer leaves the same events as any other, so the log, the metrics and the operator's view need not know.

import type { Span, TraceHeaders } from '../core/tracing.ts'
import { secondsOf } from './answer.ts'
import { createRepeats, type Repeatable } from './repeats.ts'
import { endRequest, startRequest, traceOf } from './request-span.ts'
import type { Service } from './service.ts'
import { matchesTag } from './tag.ts'

/** A finished answer, its body read. */
export interface Finished {
  route: string
  headers: Headers
  /** Each character is a byte: joined with its head it is one string, and one write. */
  body: string
}

export interface Prepared {
  status: 200 | 304
  /** Names and values in turns. */
  head: string[]
  body: string
  /** To be called when it has been handed over. */
  done(): void
}

interface Kept {
  route: string
  etag: string
  body: string
  head: readonly string[]
  unchangedHead: readonly string[]
}

export interface ReadyAnswers {
  /** Keeps an answer under whatever tells requests apart that may be answered differently. */
  keep(key: string, finished: Finished, repeatable: Repeatable): void
  /** The answer to such a request, when the one that is kept is what a new one would be. */
  prepare(
    key: string,
    ifNoneMatch: string | undefined,
    requestId: () => string,
    received?: TraceHeaders,
  ): Prepared | null
}

/** Made anew for each answer. */
const changing = new Set(['age', 'cache-control', 'x-request-id', 'content-length'])
/** A 304 has no body, and says nothing of one. */
const ofBody = new Set(['content-type', 'content-encoding'])

/** Keeps ready answers of this service in at most so many bytes. */
export function createReadyAnswers(
  {
    runtime: { clock },
    lifecycle,
    emit,
    tracing,
  }: Pick<Service, 'runtime' | 'lifecycle' | 'emit' | 'tracing'>,
  { maxBytes }: { maxBytes: number },
): ReadyAnswers {
  const answers = createRepeats<Kept>({
    maxBytes,
    sizeOf: ({ body, head }) => body.length + 100 * head.length,
  })

  const account = (
    route: string,
    { parts }: Repeatable,
    requestId: string,
    status: number,
    startedAt: number,
    span: Span | undefined,
    traceparent: string | undefined,
  ): void => {
    emit({ type: 'replayed', requestId, parts })
    lifecycle.leave('answered')
    const tookMs = clock.elapsed() - startedAt
    const what = { method: 'GET', route, status, tookMs, outcome: 'answered', code: null } as const
    const event = { type: 'request', requestId, ...what, parts } as const
    if (span) endRequest(span, event)
    // Copied only where there is a trace to name.
    emit(span || traceparent !== undefined ? { ...event, ...traceOf(span, traceparent) } : event)
  }

  return {
    keep(key, { route, headers, body }, repeatable) {
      const etag = headers.get('etag')
      if (etag === null) return
      const fixed = [...headers].filter(([name]) => !changing.has(name))
      const unchangedHead = fixed.filter(([name]) => !ofBody.has(name)).flat()
      const head = ['content-length', String(body.length), ...fixed.flat()]
      answers.keep(key, { route, etag, body, head, unchangedHead }, repeatable)
    },

    prepare(key, ifNoneMatch, requestId, received = {}) {
      if (lifecycle.isDraining) return null
      const now = clock.now()
      const known = answers.get(key, now)
      if (!known) return null
      const { answer, repeatable } = known
      const startedAt = clock.elapsed()
      lifecycle.enter()
      const id = requestId()
      const { route } = answer
      const span = tracing && startRequest(tracing, { method: 'GET', path: route, requestId: id }, received)
      const { traceparent } = received
      const isUnchanged = matchesTag(ifNoneMatch, answer.etag)
      const status = isUnchanged ? 304 : 200
      const head = [
        ...(isUnchanged ? answer.unchangedHead : answer.head),
        'age',
        secondsOf(now - repeatable.oldest),
        'cache-control',
        `public, max-age=${secondsOf(repeatable.freshUntil - now)}`,
        'x-request-id',
        id,
      ]
      return {
        status,
        head,
        body: isUnchanged ? '' : answer.body,
        done: () => account(route, repeatable, id, status, startedAt, span, traceparent),
      }
    },
  }
}
