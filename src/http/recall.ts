// Merges answers to requests for public collections whose parts are all fresh in memory, synchronously and in front of routing. They
// need no deadline, admission or middleware, which cost more than the merge. All other requests, invalid ones included, go to the routes.
import type { z } from 'zod'
import type { Config } from '../config/config.ts'
import type { Clock } from '../core/clock.ts'
import { isDecodable } from '../core/percent-escapes.ts'
import type { Route } from '../define/route.ts'
import { merge } from '../parts/merge.ts'
import { createMemoryCollector } from '../parts/recall.ts'
import type { BuiltSource } from '../pipeline/build.ts'
import { answerFormats, negotiate } from './accept.ts'
import { bytesOf, type Coding, type CompressNow, codingOf, minBytes } from './compression.ts'
import { fieldsForOrigin } from './cross-origin.ts'
import { readPreferences } from './prefer.ts'
import type { QueryReader } from './query-reader.ts'
import type { Replayable } from './request-record.ts'
import type { Answer, Compose } from './writer.ts'

export interface RecallKit {
  config: Config
  runtime: { clock: Clock }
  built(name: string): BuiltSource
  compose: Compose
  compressNow?: CompressNow
  queryReader(schema: z.ZodType): QueryReader
}

export interface RecallOptions {
  routes: readonly Route[]
  /** False where the platform compresses responses itself. */
  compresses: boolean
}

/** An answer whose parts all came from memory, compressed if the request allows it. */
export interface Recalled extends Omit<Answer, 'body'> {
  body: string | Uint8Array<ArrayBuffer>
  route: string
  replayable: Replayable
}

export type Recall = (request: {
  /** Including the query. */
  path: string
  header(name: string): string | undefined
}) => Recalled | null

/** Creates a function that merges an answer from memory, or returns null for a request that the routes must handle. */
export function createRecall(
  { config, runtime, built, compose, compressNow, queryReader }: RecallKit,
  { routes, compresses }: RecallOptions,
): Recall {
  const { clock } = runtime
  const recallable = new Map<string, Route>(routes.filter(isRecallable).map((route) => [route.path, route]))

  return ({ path, header }) => {
    const end = path.indexOf('?')
    const route = end < 0 ? undefined : recallable.get(path.slice(0, end))
    if (!route?.recall || path.includes('#')) return null
    const coding = compresses ? codingOf(header('accept-encoding')) : null
    if (coding && !compressNow) return null
    if (negotiate(header('accept'), answerFormats) !== 'application/json') return null
    const startedAt = clock.elapsed()
    try {
      if (path.includes('%') && !isDecodable(path.slice(end))) return null
      const input = queryReader(route.input)(path)
      const now = clock.now()
      const collector = createMemoryCollector({ now, built, settings: config.settingsOf })
      const data = route.recall(input, collector)
      if (data === null) return null
      const { results } = collector
      const limits = { budgetMs: route.budgetMs ?? config.BUDGET_MS, maxBudgetMs: config.MAX_BUDGET_MS }
      const { budgetMs, applied } = readPreferences(header('prefer'), limits)
      const merged = merge({
        data,
        results,
        order: route.sources,
        strict: false,
        generatedAt: now,
        budgetMs,
        tookMs: Math.round((clock.elapsed() - startedAt) * 100) / 100,
      })
      const { oldest, freshUntil, runs } = merged
      if (oldest === null || freshUntil === null) return null
      const parts = results.map(({ entry }) => entry)
      const isHeld = (): boolean => results.every(({ isHeld }) => isHeld?.())
      const replayable = { oldest, freshUntil, parts, runs, isHeld }
      const composed = compose(merged, applied, route)
      const origin = { origins: config.CORS_ORIGINS, given: header('origin') }
      const headers = { ...composed.headers, ...fieldsForOrigin(composed.headers.vary, origin) }
      const answer = { ...composed, headers, route: route.path, replayable }
      return coding && compressNow ? compressed(answer, coding, compressNow) : answer
    } catch {
      // The route reports the error.
      return null
    }
  }
}

const isRecallable = ({ path, recall, method = 'get', caching, admit }: Route): boolean =>
  recall !== undefined && method === 'get' && caching === 'public' && !admit && !path.includes('{')

function compressed(answer: Recalled, coding: Coding, compressNow: CompressNow): Recalled | null {
  const plain = bytesOf(answer.body)
  if (plain.byteLength < minBytes) return answer
  const body = compressNow(plain, coding)
  return body && { ...answer, headers: { ...answer.headers, 'content-encoding': coding }, body }
}
