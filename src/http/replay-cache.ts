// The replay cache, in front of routing on every platform. It keeps finished responses, compressed or not, whose parts all came from
// memory. An entry is valid while memory holds the values it was made of and all of them are fresh, so a purge, a refresh or an eviction
// ends it; a look-up counts as use of those values. Keys and rates are checked as for any request, and the log entry is the same. Over 250
// lines, because an entry, its check and its replay are one rule.
import type { Context as HonoContext } from 'hono'
import { routePath } from 'hono/route'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../core/clock.ts'
import type { Emit } from '../core/events.ts'
import type { Tracing } from '../core/tracing.ts'
import type { App, AppEnv } from './app-env.ts'
import type { Callers } from './callers.ts'
import type { Asking, Connection } from './client-address.ts'
import { bytesOf } from './compression.ts'
import { createDoorkeeper } from './doorkeeper.ts'
import { constantFields, fieldsForCaller } from './finish-headers.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Recall } from './recall.ts'
import { type RecordKit, type Replayable, RequestRecord } from './request-record.ts'
import { Hash, matchesTag } from './tag.ts'
import { secondsOf } from './writer.ts'

/** A request that has not been processed yet. */
export interface Asked extends Asking {
  method: string
  /** Including the query. */
  path: string
}

export interface Replayed {
  status: 200 | 304
  /** Header names and values, alternating. */
  head: string[]
  body: string | Uint8Array<ArrayBuffer>
  /** Must be called after the response has been written. */
  done(): void
}

export interface ReplayCache {
  /** Returns the response from memory, or null. A promise only where hashing the key is asynchronous. */
  look(asked: Asked): Replayed | null | Promise<Replayed | null>
  /** Offers a finished response for replay; null when it did not come from memory. Kept from the second request on. */
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
  /** Converts a body to what the platform writes fastest: bytes, or one character for each. */
  encode?: ((body: Entry['body']) => Entry['body']) | undefined
  /** Merges an answer from memory; without it, responses are only replayed. */
  recall?: Recall | undefined
}

interface Entry {
  route: string
  etag: string
  /** Bytes, or one character for each. */
  body: string | Uint8Array<ArrayBuffer>
  head: readonly string[]
  unchangedHead: readonly string[]
  /** Scope of `Cache-Control`: `public` or `private`. */
  scope: string
  replayable: Replayable
}

type Fields = Readonly<Record<string, string>>

/** Requests with longer keys are not cached. */
const maxKeyLength = 2_000
/** Headers that differ in each response. */
const changing = new Set([
  ...['age', 'cache-control', 'content-length', 'x-request-id'],
  ...['ratelimit', 'ratelimit-policy'],
])
const constantHead = Object.entries(constantFields).flat()
/** Headers that a 304 omits, because it has no body. */
const ofBody = new Set(['content-type', 'content-encoding'])

/** Creates a replay cache of at most `maxBytes`. */
export function createReplayCache(
  { runtime: { clock }, lifecycle, emit, tracing, callers, waitUntil }: ReplayCacheKit,
  { maxBytes, encode = bytesOf, recall }: ReplayCacheOptions,
): ReplayCache {
  const anyone = { headers: {}, isPrivate: callers.isLocked }
  const kit: RecordKit = { elapsed: clock.elapsed, lifecycle, emit, tracing }
  const entries = new LRUCache<string, Entry>({
    maxSize: Math.max(1, maxBytes),
    sizeCalculation: ({ body, head, replayable }, key) =>
      key.length + body.length + 100 * head.length + 300 * replayable.parts.length + 500,
  })
  // A response is kept from the second request on.
  const doorkeeper = createDoorkeeper(1_024)

  const valid = (key: string): Entry | undefined => {
    const entry = entries.get(key)
    if (!entry || (clock.now() < entry.replayable.freshUntil && entry.replayable.isHeld())) return entry
    entries.delete(key)
    return undefined
  }

  /** Merges an answer from memory as an entry. */
  const recalled = (merge: Recall, asked: Asked, isKept: boolean): Entry | null => {
    const answer = merge(asked)
    if (!answer) return null
    const { replayable, route, headers: own, body } = answer
    const headers = callers.isLocked
      ? { ...own, ...fieldsForCaller((name) => own[name] ?? null, anyone) }
      : own
    return entryOf(
      { route, headers, body: encode(body), replayable: isKept ? frozen(replayable) : replayable },
      constantHead,
    )
  }

  const reply = (entry: Entry, asked: Asked, client: string | null): Replayed | null => {
    const taken = callers.take(client, asked)
    // A refused request takes no token; the app refuses it with a problem.
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
    const head = [...(isUnchanged ? entry.unchangedHead : entry.head)]
    head.push('age', secondsOf(now - replayable.oldest))
    head.push('cache-control', `${scope}, max-age=${secondsOf(replayable.freshUntil - now)}`)
    head.push('x-request-id', requestId)
    if (taken) for (const name in taken.headers) head.push(name, taken.headers[name] ?? '')
    return {
      status,
      head,
      body: isUnchanged ? '' : entry.body,
      done() {
        const { parts, runs } = replayable
        emit({ type: 'replayed', requestId, runs })
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
      const path = new Hash().add(asked.path)
      const isRepeated = doorkeeper.knows(path)
      const answer = (client: string | null): Replayed | null => {
        const entry = isRepeated ? valid(key) : undefined
        if (entry) return reply(entry, asked, client)
        // A caller above its rate must not cost a merge.
        if (!recall || !callers.allows(client, asked)) return null
        const made = recalled(recall, asked, isRepeated)
        if (!made) return null
        if (isRepeated) entries.set(key, made)
        else doorkeeper.remember(path)
        return reply(made, asked, client)
      }
      if (!callers.isLocked) return answer(null)
      const name = callers.nameOf(asked.header('authorization'))
      const known = (found: string | null) => (found === null ? null : answer(found))
      return name instanceof Promise ? name.then(known) : known(name)
    },

    offer(c, replayable) {
      const { res } = c
      const { method, url } = c.req
      const path = url.slice(url.indexOf('/', 8))
      const key = keyOf({ method, path, header: (name) => c.req.header(name) })
      if (key === null || res.status !== 200) return
      const hash = new Hash().add(path)
      if (!doorkeeper.knows(hash)) {
        doorkeeper.remember(hash)
        return
      }
      if (replayable === null || entries.has(key)) return
      // Read last, because reading headers is expensive and most responses are not kept.
      const headers = Object.fromEntries(res.headers)
      const route = routePath(c, -1)
      const keep = async (): Promise<void> => {
        const bytes = new Uint8Array(await res.clone().arrayBuffer())
        if (!replayable.isHeld()) return
        entries.set(key, entryOf({ route, headers, body: encode(bytes), replayable: frozen(replayable) }))
      }
      // A response that cannot be kept is simply merged again.
      waitUntil(keep().catch(() => {}))
    },
  }
}

/** Freezes the parts, so that the log serializes them once. */
const frozen = (replayable: Replayable): Replayable => ({
  ...replayable,
  parts: Object.freeze(replayable.parts),
})

/** Creates an entry; `more` are headers that it has beside its own. */
function entryOf(
  { route, body, replayable, headers }: Pick<Entry, 'route' | 'body' | 'replayable'> & { headers: Fields },
  more: readonly string[] = [],
): Entry {
  const head = ['content-length', String(body.length), ...more]
  const unchangedHead = [...more]
  for (const name in headers) {
    if (changing.has(name)) continue
    const value = headers[name] ?? ''
    head.push(name, value)
    if (!ofBody.has(name)) unchangedHead.push(name, value)
  }
  const { etag = '', 'cache-control': caching } = headers
  const scope = caching?.startsWith('private') ? 'private' : 'public'
  return { route, body, replayable, etag, scope, head, unchangedHead }
}

/** The parts of a GET request that its answer may depend on; null for other requests. */
function keyOf({ method, path, header }: Omit<Asked, 'address'>): string | null {
  if (method !== 'GET') return null
  if (header('content-length') !== undefined || header('transfer-encoding') !== undefined) return null
  const key = `${header('accept')}\n${header('accept-encoding')}\n${header('prefer')}\n${header('origin')}\n${path}`
  return key.length > maxKeyLength ? null : key
}

/** Wraps the `fetch` of an app with the cache. */
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
