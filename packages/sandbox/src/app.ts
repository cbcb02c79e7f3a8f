// One app that simulates every upstream below one base URL. The order of a request: journal, latency, fault, answer.
import { type Context, Hono } from 'hono'
import { systemClock, waitWith } from '../../../src/core/clock.ts'
import { describeCall } from './calls.ts'
import { createControl } from './control.ts'
import { type FaultRule, isTransportFault } from './faults/fault.ts'
import { createFaultList } from './faults/fault-list.ts'
import { playSemantic } from './faults/semantic.ts'
import { limitHosts } from './limits.ts'
import { createOfficeProducts } from './marine/office-products.ts'
import { createTextServer } from './marine/text-server.ts'
import { createWeatherApi } from './nws/weather-api.ts'
import { createPages } from './pages/pages.ts'
import { createGoogle } from './places/google.ts'
import { createNominatim } from './places/nominatim.ts'
import { createOpenMeteo } from './places/open-meteo.ts'
import { createPhoton } from './places/photon.ts'
import { createReddit } from './reddit/reddit.ts'
import { createRedditOAuth } from './reddit/reddit-oauth.ts'
import type { Sandbox, SandboxEnv, SandboxOptions } from './sandbox.ts'

const keptCalls = 10_000

/** Applies a fault to the socket of a request; `real` creates the answer without the fault. */
export type PlayTransport = (
  rule: FaultRule,
  bindings: SandboxEnv['Bindings'],
  real: () => Promise<Response>,
) => Promise<Response>

/** Creates the sandbox as an app. Without sockets, a transport fault is answered with 501. */
export function createSandbox(options: SandboxOptions, playTransport: PlayTransport = noSocket): Sandbox {
  const { clock, seed = 1, latencyMs = 0, limited = false, upstreams = {} } = options
  const wait = waitWith(clock.after ?? systemClock.after)
  const upstream = { now: () => clock.now(), seed }
  let latency = latencyMs
  const app = new Hono<SandboxEnv>()
  const faults = createFaultList()
  const sandbox: Sandbox = {
    app,
    calls: [],
    faults,
    setLatency: (ms) => {
      latency = ms
    },
    reset: () => {
      faults.clear()
      sandbox.calls.length = 0
      latency = latencyMs
    },
  }

  app.route('/__sandbox', createControl(sandbox))
  app.use(async (c, next) => {
    const { pathname, search } = new URL(c.req.url)
    const rule = faults.take(`${pathname}${readable(search)}`)
    const call = describeCall(c.req.raw, clock.now())
    sandbox.calls.push(rule ? { ...call, fault: rule.fault } : call)
    if (sandbox.calls.length > keptCalls) sandbox.calls.shift()

    const pauseMs = latency + (rule?.fault === 'delay' ? (rule.delayMs ?? 1_000) : 0)
    if (pauseMs > 0) await wait(pauseMs, c.req.raw.signal)
    if (!rule) return next()
    const spoiled = await play(rule, c, async () => {
      await next()
      return c.res
    })
    // Hono merges headers into an answer that is already there, and a spoiled one replaces it whole.
    c.res = undefined
    c.res = spoiled
  })
  if (limited) app.use(limitHosts(() => clock.now()))
  const products = createOfficeProducts(upstream)
  app.route('/marine', createTextServer(products, upstream))
  app.route('/nws', createWeatherApi(products, upstream))
  app.route('/nominatim', createNominatim())
  app.route('/photon', createPhoton())
  app.route('/open-meteo', createOpenMeteo())
  app.route('/google', createGoogle())
  app.route('/reddit', createReddit(upstream))
  app.route('/reddit-oauth', createRedditOAuth(upstream))
  app.route('/pages', createPages(upstream))
  for (const [name, answer] of Object.entries(upstreams)) app.mount(`/${name}`, answer)
  app.onError((error, c) => {
    // The caller disconnected while its answer was delayed; this response is not read.
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 })
    return c.text(`the sandbox itself failed: ${error.message}`, 500)
  })
  return sandbox

  function play(rule: FaultRule, c: Context<SandboxEnv>, real: () => Promise<Response>): Promise<Response> {
    return isTransportFault(rule.fault)
      ? playTransport(rule, c.env, real)
      : playSemantic(rule, c.req.raw, real)
  }
}

const noSocket: PlayTransport = async ({ fault }) =>
  new Response(`the fault '${fault}' exists only over real sockets: use serveSandbox`, { status: 501 })

/** The query as a person would write it in a rule: decoded if possible. */
function readable(search: string): string {
  try {
    return decodeURIComponent(search.replaceAll('+', ' '))
  } catch {
    return search
  }
}
