import type { Agent, Dispatcher } from 'undici'
import { AppError } from '../../core/errors.ts'
import type { Reach, Runtime } from '../runtime.ts'
import { clientLimits, connectTimeoutMs } from './client-limits.ts'
import { acceptedCodings } from './content-coding.ts'
import { createGuardedAgent, type GuardedAgentOptions } from './guarded-agent.ts'
import { undici } from './lazy-require.ts'
import { Reply } from './reply.ts'
import { skippingContinue } from './skip-continue.ts'

export interface SendOptions {
  /** Maximum number of sockets per origin; the guards keep requests below it. Default 128. */
  connections?: number
  /** Proxy for https upstreams, and the hosts excluded from it, as in HTTPS_PROXY and NO_PROXY. */
  proxy?: { url: string; except?: string }
  /** For tests: how hosts chosen by callers are resolved and judged. */
  guard?: GuardedAgentOptions
}

/** Sockets and requests of one origin, as counted by the client. */
export interface OriginStats {
  connected: number
  running: number
  pending: number
}

export interface Sender {
  send: Runtime['send']
  stats(): Record<string, OriginStats>
  /** Creates the client before the first request needs it. */
  warm(): void
  /** Closes every connection, aborting requests in flight. */
  close(): Promise<void>
}

/** Creates the HTTP client for upstreams: keep-alive, no redirects, capped headers and bodies, typed failures. */
export function createSend(options: SendOptions = {}): Sender {
  let client: Client | undefined
  const open = (): Client => {
    client ??= createClient(options)
    return client
  }
  const guarded = createGuarded(options.guard)

  const dispatcherFor = (protocol: string, reach: Reach | undefined): Dispatcher | null => {
    if (!reach) return open().dispatcher
    if (protocol !== 'https:' || options.proxy === undefined) return guarded(reach)
    // With a proxy, the address that is connected to cannot be checked.
    return reach.isNamed ? open().dispatcher : null
  }

  return {
    send(request, signal) {
      if (signal.aborted) return Promise.reject(signal.reason)
      const { host, origin, pathname, search, protocol } = new URL(request.url)
      const chosen = dispatcherFor(protocol, request.reach)
      if (!chosen) {
        const why = 'through a proxy only listed hosts are requested'
        return Promise.reject(new AppError('forbidden', why, { asked: false }))
      }
      const reply = new Reply(host, request, signal)
      chosen.dispatch(
        {
          origin,
          path: pathname + search,
          method: request.method,
          headers: { 'accept-encoding': acceptedCodings, ...request.headers },
          body: request.body ?? null,
        },
        reply,
      )
      return reply.response
    },
    stats() {
      const origins = Object.entries(client?.direct?.stats ?? {})
      const count = (all: (typeof origins)[number][1]): OriginStats => ({
        connected: Number(all.connected),
        running: all.running,
        pending: all.pending,
      })
      return Object.fromEntries(origins.map(([origin, all]) => [origin, count(all)]))
    },
    warm() {
      open()
    },
    async close() {
      await Promise.all([open().dispatcher.destroy(), guarded.destroy()])
    },
  }
}

/** One client per reach, created on first use. */
function createGuarded(guard?: GuardedAgentOptions): {
  (reach: Reach): Dispatcher
  destroy(): Promise<void>
} {
  const agents = new Map<boolean, Agent>()
  const of = ({ isLocal }: Reach): Agent => {
    const agent = agents.get(isLocal) ?? createGuardedAgent({ isLocal }, guard)
    agents.set(isLocal, agent)
    return agent
  }
  return Object.assign(of, {
    async destroy() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()))
    },
  })
}

/** The client and the agent that counts its connections; a proxy agent does not count them. */
interface Client {
  direct: Agent | undefined
  dispatcher: Dispatcher
}

function createClient({ connections = 128, proxy }: SendOptions): Client {
  const { Agent, buildConnector, EnvHttpProxyAgent } = undici()
  const options = { ...clientLimits, connections, pipelining: 1 }
  if (proxy === undefined) {
    const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false })
    const direct = new Agent({
      ...options,
      connect: (target, done) => connect(target, skippingContinue(done)),
    })
    return { direct, dispatcher: direct }
  }
  // Both values are passed, or the library would read the missing one from the environment.
  const { url: httpsProxy, except: noProxy = '' } = proxy
  return {
    direct: undefined,
    dispatcher: new EnvHttpProxyAgent({
      ...options,
      connect: { timeout: connectTimeoutMs },
      httpProxy: '',
      httpsProxy,
      noProxy,
    }),
  }
}
