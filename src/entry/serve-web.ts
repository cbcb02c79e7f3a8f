// The service on servers with the web's Request and Response: common code of Bun and Deno.
import { type Environment, readConfig } from '../config/config.ts'
import { neverAborted } from '../core/abort.ts'
import { systemClock } from '../core/clock.ts'
import { features } from '../features/index.ts'
import { createLineLog } from '../runtime/line-log.ts'
import { logEvents } from '../runtime/log-events.ts'
import { createLoopDelay } from '../runtime/loop-delay.ts'
import { createWebRuntime } from '../runtime/web.ts'
import { composeService, registry } from './compose.ts'
import { openSqlQueue } from './open-queue.ts'
import { configOrExit, type Listener, run, type StopSignal } from './run.ts'

export interface WebPlatform {
  environment: Environment
  /** Listens, or throws. `peer` is the remote address. */
  listen(
    at: { host: string; port: number },
    answer: (request: Request, peer: string | undefined) => Response | Promise<Response>,
  ): Listener
  onSignal(signal: StopSignal, run: () => void): void
  exit(code: number): never
}

/** Time for the last bytes of a response after its request has ended, in ms. */
const flushMs = 50

/** Serves until told to stop. */
export async function serveOnWeb({ environment, listen, onSignal, exit }: WebPlatform): Promise<void> {
  const config = await configOrExit(() => readConfig(environment, registry), exit)
  const log = createLineLog({
    level: config.LOG_LEVEL,
    clock: systemClock,
    write: (line) => console.log(line),
  })
  if (config.HTTPS_PROXY !== undefined) {
    log.line('warn', {}, 'HTTPS_PROXY: on this platform the proxy is applied by the platform itself')
  }
  const composed = composeService({
    config,
    runtime: createWebRuntime(),
    listeners: [logEvents(log)],
    compresses: true,
    loopDelayMs: createLoopDelay(systemClock),
    clientAddress: (c) => (c.env as { peer?: string }).peer,
    loadMcp: () => import('../mcp/endpoint.ts'),
    openQueue: openSqlQueue,
  })
  const { lifecycle } = composed.service
  await run(
    {
      log,
      listen(app, at) {
        const fetch = app === composed.app ? composed.fetch : app.fetch
        const { port, stop, cut } = listen(at, (request, peer) => fetch(request, { peer }))
        // These servers also wait for idle connections.
        const unoccupied = () => lifecycle.idle().then(() => systemClock.wait(flushMs, neverAborted))
        return { port, cut, stop: () => Promise.race([stop(), unoccupied()]) }
      },
      onSignal,
      exit,
      warmers: features.map(({ warm }) => warm),
    },
    composed,
  )
}
