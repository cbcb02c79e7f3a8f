// The replay cache: the next caller with the same request would get the same answer, except for its times, as long as all of it
// comes from memory. An entry is good for exactly as long as memory holds the very values it was made of and all of them are
// fresh: a purge, a refresh or an eviction ends it, and a look-up counts as use of those values. It stands in front of routing,
// on every platform, and holds the bytes that were sent, compressed or not; keys and rates are checked as for any request. A
// replayed answer leaves the same events as any other, so the log, the metrics and the operator's view need not know.
import type { Context as HonoContext } from 'hono'
import { routePath } from 'hono/route'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../core/clock.ts'
import type { Emit } from '../core/events.ts'
import type { Tracing } from '../core/tracing.ts'
import type { App, AppEnv } from './app-env.ts'
import type { Callers } from './callers.ts'
import type { Asking, Connection } from './client-address.ts'
import { fieldsBeside } from './finish-headers.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Recall } from './recall.ts'
import { type RecordKit, type Replayable, RequestRecord } from './request-record.ts'
import { matchesTag } from './tag.ts'
import { secondsOf } from './writer.ts'

/** A request before anything has been done for it. */
export interface Asked extends Asking {
  method: string
  /** With its query. */
  path: string
}

export interface Replayed {
  status: 200 | 304
  /** Names and values in turns. */
  head: string[]
  body: string | Uint8Array<ArrayBuffer>
  /** Must be called when it has been handed over. */
  done(): void
}

export interface ReplayCache {
  /** The answer to such a request, when a new one would be the same. A promise only where checking keys takes one. */
  look(asked: Asked): Replayed | null | Promise<Replayed | null>
  /** Offered each finished answer to a question that may be asked again; null for one that did not come from memory. */
  offer(c: HonoContext<AppEnv>, replayable: Replayable | null): void
}

export interface ReplayCacheKit {
  runtime: { clock: Pick<Clock, 'now' | 'elapsed'> }
  lifecycle: Lifecycle
  emit: Emit
  tracing?: Tracing
  callers: Callers
  waitUntil(task: Promise<unknown>): void
}

export interface ReplayCacheOptions {
  maxBytes: number
  /** Turns bytes into what the platform writes best. */
  encode?: ((bytes: Uint8Array<ArrayBuffer>) => string) | undefined
  /** Merges an answer from memory; without it, answers are only replayed. */
  recall?: Recall | undefined
}

interface Entry {
  route: string
  etag: string
  body: string | Uint8Array<ArrayBuffer>
  head: readonly string[]
  unchangedHead: readonly string[]
  /** `public` or `private`. */
  scope: string
  replayable: Replayable
}

/** Longer than what tells requests apart that come often. */
const maxKeyLength = 2_000
/** Made anew for each answer. */
const changing = new Set([
  ...['age', 'cache-control', 'content-length', 'x-request-id'],
  ...['ratelimit', 'ratelimit-policy'],
])
/** A 304 has no body, and says nothing of one. */
const ofBody = new Set(['content-type', 'content-encoding'])

/** Keeps answers of this service in at most this many bytes. */
export function createReplayCache(
  { runtime: { clock }, lifecycle, emit, tracing, callers, waitUntil }: ReplayCacheKit,
  { maxBytes, encode, recall }: ReplayCacheOptions,
): ReplayCache {
  const anyRecord = { requestId: '', caller: { client: null, headers: {}, isPrivate: callers.isLocked } }
  const kit: RecordKit = { elapsed: clock.elapsed, lifecycle, emit, tracing }
  const entries = new LRUCache<string, Entry>({
    maxSize: Math.max(1, maxBytes),
    sizeCalculation: ({ body, head, replayable }, key) =>
      key.length + body.length + 100 * head.length + 300 * replayable.parts.length + 500,
  })
  // What has been asked once is seldom asked again: to keep each answer would cost more than to merge it.
  const askedBefore = new LRUCache<string, true>({ max: 1_000 })

  /** Notes that it is asked. */
  const isAskedFirst = (key: string): boolean => {
    const isFirst = !askedBefore.has(key)
    if (isFirst) askedBefore.set(key, true)
    return isFirst
  }

  const valid = (key: string): Entry | undefined => {
    const entry = entries.get(key)
    if (!entry || (clock.now() < entry.replayable.freshUntil && entry.replayable.isHeld())) return entry
    entries.delete(key)
    return undefined
  }

  /** The answer that the routes would merge from memory, as an entry; kept from the second time on. */
  const recalled = (key: string, asked: Asked): Entry | null => {
    const answer = recall?.(asked)
    if (!answer) return null
    const { replayable, route, headers: own, body: text } = answer
    const headers = Object.entries({ ...own, ...fieldsBeside((name) => own[name] ?? null, anyRecord) })
    const bytes = encoder.encode(text) as Uint8Array<ArrayBuffer>
    // Text of ASCII alone is the same in every encoding.
    const body = encode && bytes.length === text.length ? text : (encode?.(bytes) ?? bytes)
    const isFirst = isAskedFirst(key)
    const entry = entryOf({
      route,
      headers,
      body,
      length: bytes.length,
      replayable: isFirst ? replayable : frozen(replayable),
    })
    if (!isFirst) entries.set(key, entry)
    return entry
  }

  const reply = (entry: Entry, asked: Asked, client: string | null): Replayed | null => {
    const taken = callers.take(client, asked)
    // A request that is refused costs nothing, and is refused again in the usual way.
    if (taken && !taken.isAllowed) return null
    const now = clock.now()
    const { header } = asked
    const { route, replayable, scope } = entry
    const record = new RequestRecord(kit, {
      method: 'GET',
      path: route,
      givenId: header('x-request-id'),
      traceparent: header('traceparent'),
      tracestate: header('tracestate'),
    })
    const { requestId } = record
    const isUnchanged = matchesTag(header('if-none-match'), entry.etag)
    const status = isUnchanged ? 304 : 200
    const head = [
      ...(isUnchanged ? entry.unchangedHead : entry.head),
      ...['age', secondsOf(now - replayable.oldest)],
      ...['cache-control', `${scope}, max-age=${secondsOf(replayable.freshUntil - now)}`],
      ...['x-request-id', requestId],
    ]
    if (taken) for (const name in taken.headers) head.push(name, taken.headers[name] ?? '')
    return {
      status,
      head,
      body: isUnchanged ? '' : entry.body,
      done() {
        const { parts } = replayable
        emit({ type: 'replayed', requestId, parts })
        record.identify({ client, headers: {}, isPrivate: callers.isLocked })
        record.gathered(parts)
        record.end({ route, status })
      },
    }
  }

  return {
    look(asked) {
      const key = lifecycle.isDraining ? null : keyOf(asked)
      if (key === null) return null
      const answer = (client: string | null): Replayed | null => {
        const entry = valid(key) ?? recalled(key, asked)
        return entry && reply(entry, asked, client)
      }
      if (!callers.isLocked) return answer(null)
      const name = callers.nameOf(asked.header('authorization'))
      const known = (found: string | null) => (found === null ? null : answer(found))
      return name instanceof Promise ? name.then(known) : known(name)
    },

    offer(c, replayable) {
      const { res } = c
      const { method, url } = c.req
      const header = (name: string) => c.req.header(name)
      const key = keyOf({ method, path: url.slice(url.indexOf('/', 8)), header })
      if (key === null || res.status !== 200) return
      const isFirst = isAskedFirst(key)
      if (isFirst || replayable === null || entries.has(key)) return
      // Read last, because headers are costly to open and most answers are not kept.
      const headers = [...res.headers]
      const route = routePath(c, -1)
      const keep = async (): Promise<void> => {
        const bytes = new Uint8Array(await res.clone().arrayBuffer())
        if (!replayable.isHeld()) return
        const body = encode?.(bytes) ?? bytes
        entries.set(
          key,
          entryOf({ route, headers, body, length: bytes.length, replayable: frozen(replayable) }),
        )
      }
      // An answer that could not be kept is made again.
      waitUntil(keep().catch(() => {}))
    },
  }
}

const encoder = new TextEncoder()

/** Frozen, so that the log writes the text of the parts only once. */
const frozen = (replayable: Replayable): Replayable => ({
  ...replayable,
  parts: Object.freeze(replayable.parts),
})

function entryOf({
  headers,
  length,
  ...rest
}: Pick<Entry, 'route' | 'body' | 'replayable'> & {
  headers: readonly (readonly [string, string])[]
  length: number
}): Entry {
  const head = ['content-length', String(length)]
  const unchangedHead: string[] = []
  let etag = ''
  let scope = 'public'
  for (const [name, value] of headers) {
    if (name === 'etag') etag = value
    if (name === 'cache-control' && value.startsWith('private')) scope = 'private'
    if (changing.has(name)) continue
    head.push(name, value)
    if (!ofBody.has(name)) unchangedHead.push(name, value)
  }
  return { ...rest, etag, scope, head, unchangedHead }
}

/** Everything that may change the answer to a plain GET; null for any other request. */
function keyOf({ method, path, header }: Omit<Asked, 'address'>): string | null {
  if (method !== 'GET') return null
  if (header('content-length') !== undefined || header('transfer-encoding') !== undefined) return null
  const key = `${header('accept')}\n${header('accept-encoding')}\n${header('prefer')}\n${header('origin')}\n${path}`
  return key.length > maxKeyLength ? null : key
}

/** Puts the cache in front of an app that answers requests of the web's own interface. */
export function replaying(
  cache: ReplayCache,
  fetch: App['fetch'],
  clientAddress: ((of: Connection) => string | undefined) | undefined,
): App['fetch'] {
  return (request, env, ...rest) => {
    const { method, url, headers } = request
    const header = (name: string): string | undefined => headers.get(name) ?? undefined
    const found = cache.look({
      method,
      path: url.slice(url.indexOf('/', 8)),
      header,
      address: () => clientAddress?.({ env, req: { header } }),
    })
    const answer = (replayed: Replayed | null) =>
      replayed ? responseOf(replayed) : fetch(request, env, ...rest)
    return found instanceof Promise ? found.then(answer) : answer(found)
  }
}

function responseOf({ status, head, body, done }: Replayed): Response {
  const headers: [string, string][] = []
  for (let index = 0; index < head.length; index += 2) {
    headers.push([head[index] ?? '', head[index + 1] ?? ''])
  }
  done()
  return new Response(status === 304 ? null : body, { status, headers })
}
