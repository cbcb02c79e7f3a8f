// Intercepts the service's outgoing requests below every client (including undici's own pools) and answers them from the sandbox.
// msw's socket-level interception is under `msw/experimental`; only this file uses it.
import { HttpRequestInterceptor } from '@mswjs/interceptors/http'
import { http, type RequestHandler } from 'msw'
import { defineNetwork, InterceptorSource } from 'msw/experimental'
import { createSandbox } from 'tributary-sandbox/app.ts'
import type { Sandbox, SandboxOptions } from 'tributary-sandbox/sandbox.ts'
import { type SandboxVariable, sandboxUrls } from 'tributary-sandbox/urls.ts'

/** How the upstreams are mocked; the clock stands at noon UTC of 20 November 2026 when left out. */
export interface MockUpstreamsOptions extends Partial<SandboxOptions> {
  /** Apparent URL of the sandbox; nothing listens there. Default `http://sandbox.test`. */
  base?: string
}

/** The mocked upstreams and their handles. */
export interface MockUpstreams {
  sandbox: Sandbox
  /** The service's variables that point at the sandbox. */
  urls: Record<SandboxVariable, string>
  enable(): void
  /** Adds handlers in front of the sandbox, until `reset`. */
  use(...handlers: RequestHandler[]): void
  /** Removes added handlers, faults and recorded calls. */
  reset(): void
  /** Stops intercepting. */
  close(): void
}

/** Intercepts every outgoing request: those to `base` are answered by the sandbox, all others fail. Starts with `enable`. */
export function mockUpstreams(options: MockUpstreamsOptions = {}): MockUpstreams {
  const { base = 'http://sandbox.test', clock = fixedClock, ...rest } = options
  const sandbox = createSandbox({ clock, ...rest })
  const network = defineNetwork({
    sources: [new InterceptorSource({ interceptors: [new HttpRequestInterceptor()] })],
    handlers: [http.all(`${base}/*`, ({ request }) => sandbox.app.fetch(request))],
    onUnhandledFrame: 'error',
    context: { quiet: true },
  })
  return {
    sandbox,
    urls: sandboxUrls(base),
    enable: () => void network.enable(),
    use: (...handlers) => network.use(...handlers),
    reset: () => {
      network.resetHandlers()
      sandbox.reset()
    },
    close: () => void network.disable(),
  }
}

const fixedClock = { now: (): number => Date.UTC(2026, 10, 20, 12, 0) }
