// The runtime of Bun, Deno and Workers: the platform's fetch, no threads, nothing from Node.
import { signalOf } from '../core/abort.ts'
import type { Bytes } from '../core/bytes.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { AppError, toAppError } from '../core/errors.ts'
import { createScope, type Runtime, type Scope, type Store, type UpstreamResponse } from './runtime.ts'

export interface WebRuntimeOptions {
  clock?: Clock
  store?: Store | null
  /** Default: one scope per process. Workers need a new one for each request. */
  scope?: () => Scope
  fetch?: typeof fetch
}

/** Maximum size of a decoded body, in characters, because there are no threads. */
const maxDecodeLength = 2_000_000

/** Creates the runtime of platforms with only web APIs. */
export function createWebRuntime({
  clock = systemClock,
  store = null,
  scope = always(createScope()),
  // Called as a plain function: on some platforms fetch throws when it is called as a method.
  fetch: send = (input, init) => fetch(input, init),
}: WebRuntimeOptions = {}): Runtime {
  return {
    clock,
    store,
    scope,
    async send({ method, url, headers, body, maxBytes, reach }, cancellation) {
      const signal = signalOf(cancellation)
      const host = new URL(url).host
      // The platform does not reveal resolved addresses, so only hosts that the operator lists exactly are allowed.
      if (reach && !reach.isNamed) {
        throw new AppError('forbidden', `${host} is not listed, and this platform cannot check its address`, {
          asked: false,
        })
      }
      const init = { method, headers, signal, redirect: 'manual', body: body ?? null } as const
      const response = await attempt(() => send(url, init), host, signal)
      return toUpstreamResponse(response, host, maxBytes, signal)
    },
    async decode({ decode, body, input }) {
      if (body.length > maxDecodeLength) {
        throw new AppError('upstream_too_large', `more than ${maxDecodeLength} characters`)
      }
      try {
        return decode(body, input)
      } catch (error) {
        throw toAppError(error)
      }
    },
    async close() {},
  }
}

function toUpstreamResponse(
  response: Response,
  host: string,
  maxBytes: number,
  signal: AbortSignal,
): UpstreamResponse {
  const discard = (): void => {
    response.body?.cancel().catch(() => {})
  }
  return {
    status: response.status,
    header: (name) => response.headers.get(name),
    body: read(response, host, maxBytes, signal),
    discard,
  }
}

async function* read(
  response: Response,
  host: string,
  maxBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Bytes> {
  if (!response.body) return
  const reader = response.body.getReader()
  try {
    // The platform has decompressed the body, while the header states the size on the wire.
    if (Number(response.headers.get('content-length')) > maxBytes) {
      throw new AppError('upstream_too_large', `more than ${maxBytes} bytes`)
    }
    for (;;) {
      const { done, value } = await attempt(() => reader.read(), host, signal)
      if (done) return
      yield value
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

// `fetch` reports only "TypeError": every failure other than the caller's abort counts as unreachable.
async function attempt<T>(run: () => Promise<T>, host: string, signal: AbortSignal): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    signal.throwIfAborted()
    throw new AppError('upstream_unreachable', `${host} could not be reached, or its answer broke off`, {
      cause,
    })
  }
}

const always =
  <T>(value: T): (() => T) =>
  () =>
    value
