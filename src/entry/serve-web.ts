// The service on a server that has the web's own interface: what Bun and Deno have in common.
import { type Config, ConfigError, type Environment, readConfig } from '../config/config.ts'
import { systemClock } from '../core/clock.ts'
import { features } from '../features/index.ts'
import type { App } from '../http/app-env.ts'
import { createLineLog } from '../runtime/line-log.ts'
import { logEvents } from '../runtime/log-events.ts'
import { createWebRuntime } from '../runtime/web.ts'
import { composeService, registry, version } from './compose.ts'
import { listenFault } from './listen-fault.ts'
import { openSqlQueue } from './open-queue.ts'

export interface WebServer {
  port: number
  /** Accepts nothing more; resolves when what is in flight has ended. */
  stop(): Promise<unknown>
  /** Ends every connection. */
  cut(): void
}

export interface WebPlatform {
  environment: Environment
  /** Listens, or throws. `peer` is the address at the other end. */
  listen(
    at: { host: string; port: number },
    answer: (request: Request, peer: string | undefined) => Response | Promise<Response>,
  ): WebServer
  onSignal(signal: 'SIGINT' | 'SIGTERM', run: () => void): void
  exit(code: number): never
}

/** How long aborted requests may take to say so, in ms. */
const lastMs = 500

/** Serves until SIGTERM or SIGINT, then drains and exits; a second signal skips the waiting. */
export function serveOnWeb(platform: WebPlatform): void {
  const { environment, exit } = platform
  const config = configOrExit(environment, exit)
  const write = (line: string): void => console.log(line)
  const log = createLineLog({ level: config.LOG_LEVEL, clock: systemClock, write })
  const runtime = createWebRuntime()
  const { app, operatorApp, service, work, idle } = composeService({
    config,
    runtime,
    listeners: [logEvents(log)],
    compresses: true,
    clientAddress: (c) => (c.env as { peer?: string }).peer,
    loadMcp: () => import('../mcp/endpoint.ts'),
    openQueue: openSqlQueue,
  })
  const { lifecycle, jobs } = service
  jobs?.queue.start(work)
  const { HOST: host, PORT, OPS_PORT, SHUTDOWN_GRACE_MS } = config

  const listen = (face: App, port: number, variable: string): WebServer => {
    try {
      return platform.listen({ host, port }, (request, peer) => face.fetch(request, { peer }))
    } catch (error) {
      console.error(listenFault(error, { host, port, variable }))
      return exit(1)
    }
  }
  const server = listen(app, PORT, 'PORT')
  const operator = operatorApp && OPS_PORT !== undefined ? listen(operatorApp, OPS_PORT, 'OPS_PORT') : null
  const urlOf = ({ port }: WebServer): string =>
    `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`
  const operatorUrl = operator && urlOf(operator)
  log.line('info', { version, url: urlOf(server), ...(operatorUrl && { operatorUrl }) }, 'listening')
  if (config.HTTPS_PROXY !== undefined) {
    log.line('warn', {}, 'HTTPS_PROXY is the platform’s to obey here, in its own way')
  }
  systemClock.after(0, () => {
    for (const { warm } of features) warm?.()
  })

  const cut = (): void => {
    lifecycle.abort()
    systemClock.after(lastMs, () => server.cut())
  }
  const stop = async (signal: string): Promise<void> => {
    lifecycle.drain()
    log.line('info', { signal }, 'draining')
    const cancel = systemClock.after(SHUTDOWN_GRACE_MS, cut)
    const [, stopped] = await Promise.all([
      Promise.race([server.stop(), unoccupied()]),
      jobs?.queue.stop(SHUTDOWN_GRACE_MS),
    ])
    cancel()
    operator?.cut()
    await Promise.race([idle(), systemClock.wait(lastMs, new AbortController().signal)])
    const { inFlight, ...tally } = lifecycle.tally()
    log.line('info', { ...tally, lost: inFlight, ...(stopped && { jobs: stopped }) }, 'stopped')
    exit(0)
  }
  /** Resolves when nothing is in flight, whatever connections are still open. */
  const unoccupied = async (): Promise<void> => {
    while (lifecycle.tally().inFlight > 0) await systemClock.wait(50, new AbortController().signal)
    await systemClock.wait(50, new AbortController().signal)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    platform.onSignal(signal, () => {
      if (lifecycle.isDraining) {
        cut()
        void jobs?.queue.stop(0)
      } else void stop(signal)
    })
  }
}

function configOrExit(environment: Environment, exit: (code: number) => never): Config {
  try {
    return readConfig(environment, registry)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    return exit(1)
  }
}
