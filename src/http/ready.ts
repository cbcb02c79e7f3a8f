// An answer that came whole from memory would be made again, byte for byte, for the next caller. Such answers are kept as
// bytes, and a platform that can write bytes gives them without routing, reading or merging anything. A ready answer is good
// for exactly as long as memory holds the very values it was made of and all of them are fresh: a purge, a refresh or an
// eviction ends it without a word, and asking counts as use of those values. It leaves the same events as any other answer,
// so the log, the metrics and the operator's view need not know. The times in it are those of the answer it repeats.
import { LRUCache } from 'lru-cache'
import type { RequestPart } from '../core/events.ts'
import { secondsOf } from './answer.ts'
import type { Service } from './service.ts'
import { matchesTag } from './tag.ts'

/** What an answer must bring to be given again. */
export interface Repeatable {
  /** Epoch ms: when its oldest part was fetched, and when the first of them stops being fresh. */
  oldest: number
  freshUntil: number
  parts: readonly RequestPart[]
  /** Whether memory still holds what it was made of. */
  isHeld(): boolean
}

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

interface Kept extends Repeatable {
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
  prepare(key: string, ifNoneMatch: string | undefined, requestId: () => string): Prepared | null
}

/** Made anew for each answer. */
const changing = new Set(['age', 'cache-control', 'x-request-id', 'content-length'])
/** A 304 has no body, and says nothing of one. */
const ofBody = new Set(['content-type', 'content-encoding'])

/** Keeps ready answers of this service in at most so many bytes. */
export function createReadyAnswers(
  { runtime: { clock }, lifecycle, emit }: Pick<Service, 'runtime' | 'lifecycle' | 'emit'>,
  { maxBytes }: { maxBytes: number },
): ReadyAnswers {
  const answers = new LRUCache<string, Kept>({
    maxSize: maxBytes,
    sizeCalculation: ({ body, head, parts }, key) =>
      key.length + body.length + 100 * head.length + 300 * parts.length,
  })

  const account = ({ route, parts }: Kept, requestId: string, status: number, startedAt: number): void => {
    emit({ type: 'recalled', requestId, parts })
    lifecycle.leave('answered')
    const tookMs = clock.elapsed() - startedAt
    const what = { method: 'GET', route, status, tookMs, outcome: 'answered', code: null } as const
    emit({ type: 'request', requestId, ...what, parts })
  }

  return {
    keep(key, { route, headers, body }, repeatable) {
      const etag = headers.get('etag')
      if (etag === null || !repeatable.isHeld()) return
      const fixed = [...headers].filter(([name]) => !changing.has(name))
      const unchangedHead = fixed.filter(([name]) => !ofBody.has(name)).flat()
      const head = ['content-length', String(body.length), ...fixed.flat()]
      const parts = Object.freeze(repeatable.parts)
      answers.set(key, { ...repeatable, parts, route, etag, body, head, unchangedHead })
    },

    prepare(key, ifNoneMatch, requestId) {
      const kept = answers.get(key)
      if (!kept || lifecycle.isDraining) return null
      const now = clock.now()
      if (now >= kept.freshUntil || !kept.isHeld()) {
        answers.delete(key)
        return null
      }
      const startedAt = clock.elapsed()
      lifecycle.enter()
      const id = requestId()
      const isUnchanged = matchesTag(ifNoneMatch, kept.etag)
      const status = isUnchanged ? 304 : 200
      const head = [
        ...(isUnchanged ? kept.unchangedHead : kept.head),
        'age',
        secondsOf(now - kept.oldest),
        'cache-control',
        `public, max-age=${secondsOf(kept.freshUntil - now)}`,
        'x-request-id',
        id,
      ]
      return {
        status,
        head,
        body: isUnchanged ? '' : kept.body,
        done: () => account(kept, id, status, startedAt),
      }
    },
  }
}
