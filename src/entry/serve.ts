// The service on Node, from the environment to the last line of its log.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type Config, ConfigError, type Environment, readConfig } from '../config.ts'
import { systemClock } from '../core/clock.ts'
import { createLog } from '../runtime/node/log.ts'
import { logEvents } from '../runtime/node/log-events.ts'
import { createMetrics } from '../runtime/node/metrics.ts'
import { createNodeRuntime } from '../runtime/node/node.ts'
import { createDrain } from '../runtime/node/shutdown.ts'
import { composeService, registry, version } from './compose.ts'

export interface ServeOptions {
  /** Ends what was started beside the service. */
  onClose?: () => Promise<void>
}

/** Serves until SIGTERM or SIGINT, then drains and exits. Resolves with the service's address once it listens. */
export async function serveOnNode(environment: Environment, { onClose }: ServeOptions = {}): Promise<string> {
  const config = configOrExit(environment)
  const log = createLog({ level: config.LOG_LEVEL })
  const metrics = createMetrics()
  const runtime = createNodeRuntime({
    clock: systemClock,
    threadFile: new URL('./thread.ts', import.meta.url),
    ...(config.THREADS !== undefined && { threads: config.THREADS }),
    ...(config.HTTPS_PROXY !== undefined && {
      send: {
        proxy: { url: config.HTTPS_PROXY, ...(config.NO_PROXY !== undefined && { except: config.NO_PROXY }) },
      },
    }),
  })
  const listeners = [logEvents(log), metrics.listen]
  const { app, service, idle } = composeService({ config, runtime, listeners, metrics, compresses: true })
  const { lifecycle } = service

  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.PORT, config.HOST, resolve)
  })
  const { port } = server.address() as AddressInfo
  const url = `http://${config.HOST === '0.0.0.0' || config.HOST === '::' ? 'localhost' : config.HOST}:${port}`
  log.line('info', { version, url }, 'listening')
  if (config.CONTACT === undefined) {
    log.line(
      'warn',
      {},
      'CONTACT is not set: the weather service and Nominatim want an address in the User-Agent',
    )
  }

  // After the answer to whoever asked first: warming must not delay the start.
  setImmediate(() => {
    for (const { warm } of registry) warm?.()
  })

  const drain = createDrain({
    server,
    clock: systemClock,
    graceMs: config.SHUTDOWN_GRACE_MS,
    abort: lifecycle.abort,
  })
  const stop = async (signal: string): Promise<void> => {
    lifecycle.drain()
    log.line('info', { signal }, 'draining')
    const { forced } = await drain()
    // Refreshes in the background have their own bounds; a process that is asked to end does not wait for them for long.
    await Promise.race([idle(), systemClock.wait(500, AbortSignal.timeout(600))])
    await runtime.close()
    await onClose?.()
    const { inFlight, ...tally } = lifecycle.tally()
    log.line('info', { ...tally, lost: inFlight, forced }, 'stopped')
    await log.flush()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
  return url
}

function configOrExit(environment: Environment): Config {
  try {
    return readConfig(environment, registry)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
