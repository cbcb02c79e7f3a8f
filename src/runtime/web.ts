// The platform of Bun, Deno and Workers: its own fetch, no threads. Nothing here may come from Node.
import type { Bytes } from '../core/bytes.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { AppError, toAppError } from '../core/errors.ts'
import { createScope, type Runtime, type Scope, type Store, type UpstreamResponse } from './runtime.ts'

export interface WebRuntimeOptions {
  clock?: Clock
  store?: Store | null
  /** One scope for the process by default; Workers need a new one for each request. */
  scope?: () => Scope
  /** Largest body decoded, in characters: there is no thread to take it elsewhere. Default 2 000 000. */
  maxDecodeLength?: number
  fetch?: typeof fetch
}

/** The platform below the service wherever there is only the web's own interface. */
export function createWebRuntime({
  clock = systemClock,
  store = null,
  scope = always(createScope()),
  maxDecodeLength = 2_000_000,
  // Called as a plain function: on some platforms fetch refuses to be somebody's method.
  fetch: send = (input, init) => fetch(input, init),
}: WebRuntimeOptions = {}): Runtime {
  return {
    clock,
    store,
    scope,
    async send({ method, url, headers, body, maxBytes, reach }, signal) {
      const host = new URL(url).host
      // Where a name leads is the platform's secret: only what the operator trusts by name is asked.
      if (reach && !reach.isNamed) {
        throw new AppError('forbidden', `${host} is not named, and its address cannot be checked here`, {
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
    // The platform has undone the coding already: what is promised here is the size on the wire.
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

// The web's fetch says "TypeError" and little else: whatever is not the caller's abort is a failure to reach the host.
async function attempt<T>(run: () => Promise<T>, host: string, signal: AbortSignal): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    signal.throwIfAborted()
    throw new AppError('upstream_unreachable', `${host} could not be reached, or broke off its answer`, {
      cause,
    })
  }
}

const always =
  <T>(value: T): (() => T) =>
  () =>
    value
