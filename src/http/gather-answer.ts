import type { Context as HonoContext } from 'hono'
import { ClientGone } from '../core/abort.ts'
import { RequiredPartFailed } from '../define/collector.ts'
import type { Route } from '../define/route.ts'
import { createCollector } from '../parts/collector.ts'
import { forCaller } from '../parts/for-caller.ts'
import { type Merged, merge } from '../parts/merge.ts'
import type { CollectedPart } from '../parts/part-entry.ts'
import { reserveRequests } from '../pipeline/subrequests.ts'
import type { AppEnv } from './app-env.ts'
import { clientSignal } from './client-signal.ts'
import { type OpenContext, openContext } from './context.ts'
import type { Replayable } from './request-record.ts'
import type { Service } from './service.ts'

export type OnPart = (result: CollectedPart, progress: { done: number; total: number }) => void

export interface Gathered extends Merged {
  /** Present when every part came from memory. */
  replayable: Replayable | null
}

export interface OpenAnswer {
  /** Gathers the parts and merges them; `onPart` is called as each part finishes. Rejects only after a disconnect or shutdown. */
  gather(onPart?: OnPart): Promise<Gathered>
  /** Ends the work when the client disconnects. */
  leave(): void
}

/**
 * Starts an aggregated answer and its time budget. Throws when it may need more upstream requests than the platform allows for one
 * request.
 */
export function openAnswer(
  c: HonoContext<AppEnv>,
  aggregate: Route,
  input: unknown,
  service: Service,
  { budgetMs, strict }: { budgetMs: number; strict: boolean },
): OpenAnswer {
  const { config, runtime, lifecycle, emit, waitUntil, built } = service
  const { clock } = runtime
  const startedAt = clock.elapsed()
  const record = c.get('record')
  const { requestId, span } = record
  const scope = runtime.scope()
  reserveRequests(aggregate.requests(input), scope.subrequests)
  let opened: OpenContext | undefined
  let isLeft = false
  const open = (): OpenContext => {
    if (opened) return opened
    opened = openContext({
      clock,
      startedAt,
      scope,
      emit,
      requestId,
      received: { traceparent: c.req.header('traceparent'), tracestate: c.req.header('tracestate') },
      span,
      client: clientSignal(c),
      shutdown: lifecycle.shutdown,
      budgetMs,
      waitUntil,
    })
    if (isLeft) opened.ctx.cancellation.abort(new ClientGone())
    return opened
  }
  return {
    async gather(onPart) {
      try {
        const { settingsOf } = config
        const parts = createCollector({
          context: () => open().ctx,
          requestId,
          emit,
          fanOut: config.FAN_OUT,
          runtime,
          built,
          settingsOf,
          span,
          onPart,
        })
        const collector = forCaller(parts, (name) => c.req.header(name))
        const { data, lacking } = await aggregate.gather(input, collector).then(
          (data) => ({ data, lacking: null }),
          (thrown: unknown) => {
            if (thrown instanceof RequiredPartFailed) return { data: null, lacking: thrown }
            throw thrown
          },
        )
        const results = parts.results()
        const tookMs = Math.round((clock.elapsed() - startedAt) * 100) / 100
        const order = aggregate.sources
        const merged = merge({
          data,
          results,
          order,
          strict,
          lacking,
          generatedAt: clock.now(),
          budgetMs,
          tookMs,
        })
        const entries = results.map(({ entry }) => entry)
        record.gathered(entries)
        return { ...merged, replayable: replayableOf(results, merged, entries) }
      } finally {
        opened?.close()
      }
    },
    leave() {
      isLeft = true
      opened?.ctx.cancellation.abort(new ClientGone())
    },
  }
}

function replayableOf(
  results: readonly CollectedPart[],
  { oldest, freshUntil, runs }: Merged,
  parts: Replayable['parts'],
): Replayable | null {
  const held = results.map(({ isHeld }) => isHeld).filter((isHeld) => isHeld !== null)
  if (oldest === null || freshUntil === null || held.length < results.length) return null
  return { oldest, freshUntil, parts, runs, isHeld: () => held.every((ask) => ask()) }
}
