// A platform for tests: the upstream is a function, the shared store a Map, decoding is inline.
import { signalOf } from '../../src/core/abort.ts'
import type { Runtime, Store, UpstreamRequest, UpstreamResponse } from '../../src/runtime/runtime.ts'
import { createScope } from '../../src/runtime/runtime.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface Reply {
  status?: number
  headers?: Record<string, string>
  /** The body, whole or in chunks. */
  body?: string | Uint8Array | readonly (string | Uint8Array)[]
  /** Thrown after the chunks, like a connection that is reset in the middle. */
  failsWith?: unknown
  /** Milliseconds until the headers arrive. */
  afterMs?: number
}

export type Upstream = (request: UpstreamRequest, signal: AbortSignal) => Reply | Promise<Reply>

export interface ScriptedRuntime extends Runtime {
  readonly requests: readonly UpstreamRequest[]
  /** Bodies that were opened and neither read to their end nor discarded. */
  readonly open: number
}

/** Creates a runtime whose upstream answers what `upstream` returns. */
export function createScriptedRuntime(
  clock: VirtualClock,
  upstream: Upstream,
  { store = null }: { store?: Store | null } = {},
): ScriptedRuntime {
  const requests: UpstreamRequest[] = []
  const scope = createScope()
  let open = 0

  return {
    clock,
    store,
    requests,
    get open() {
      return open
    },
    scope: () => scope,
    async send(request, cancellation) {
      const signal = signalOf(cancellation)
      requests.push(request)
      const reply = await upstream(request, signal)
      if (reply.afterMs !== undefined) await clock.wait(reply.afterMs, signal)
      signal.throwIfAborted()
      open++
      return respond(reply, signal, () => open--)
    },
    async decode({ decode, body, input }) {
      return decode(body, input)
    },
    async close() {},
  }
}

function respond(
  { status = 200, headers = { 'content-type': 'application/json' }, body = '{}', failsWith }: Reply,
  signal: AbortSignal,
  closed: () => void,
): UpstreamResponse {
  const chunks = typeof body === 'string' || body instanceof Uint8Array ? [body] : body
  const encoder = new TextEncoder()
  async function* read() {
    try {
      for (const chunk of chunks) {
        signal.throwIfAborted()
        yield typeof chunk === 'string' ? encoder.encode(chunk) : chunk
      }
      if (failsWith !== undefined) throw failsWith
    } finally {
      closed()
    }
  }
  return {
    status,
    header: (name) => headers[name] ?? null,
    body: read(),
    discard: closed,
  }
}

/** A shared store in memory, whose entries tests can read and change. */
export function createMapStore(): Store & { readonly entries: Map<string, unknown> } {
  const entries = new Map<string, unknown>()
  return {
    entries,
    get: async (key) => structuredClone(entries.get(key) ?? null),
    set: async (key, value) => void entries.set(key, structuredClone(value)),
  }
}
