// The service on Node, from the environment to the last line of its log.
import { hash } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import { type Config, ConfigError, type Environment, readConfig } from '../config/config.ts'
import { neverAborted } from '../core/abort.ts'
import { systemClock } from '../core/clock.ts'
import { broadcast, type Emit } from '../core/events.ts'
import type { Feature } from '../define/feature.ts'
import { sourcesOf } from '../features/index.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { logEvents } from '../runtime/log-events.ts'
import { boundConnections } from '../runtime/node/descriptors.ts'
import { createLog, type Log } from '../runtime/node/log.ts'
import { createLoopDelay } from '../runtime/node/loop-delay.ts'
import { createMetrics, type GaugeSample } from '../runtime/node/metrics.ts'
import { createNodeRuntime, type SharedState } from '../runtime/node/node.ts'
import { createDrain } from '../runtime/node/shutdown.ts'
import { composeService, version } from './compose.ts'
import { exportGauges } from './gauges.ts'
import { httpServer } from './http-server.ts'
import { chooseJobEngine } from './job-engine.ts'
import { listenOrExit } from './listen.ts'
import { loadFeatures, onThreads, servable } from './load-features.ts'
import { openTracing } from './open-tracing.ts'
import { threadFile } from './own-files.ts'
import { createReadyBytes } from './ready-bytes.ts'

export interface ServeOptions {
  /** What is served; the built-in features and those of FEATURES unless given. */
  features?: readonly Feature[]
  /** Ends what was started beside the service. */
  onClose?: () => Promise<void>
}

/** What only later requests need is made ready this long after the start. */
const settleMs = 50
/** Descriptors for files, threads, the operator's connections and Redis. */
const ownDescriptors = 128
/** Spans that cannot be handed on within this time are lost. */
const flushMs = 2_000

/** Serves until SIGTERM or SIGINT, then drains and exits. Resolves with the service's address once it listens. */
export async function serveOnNode(
  environment: Environment,
  { onClose, features: given }: ServeOptions = {},
): Promise<string> {
  const { config, features } = await startOrExit(environment, given)
  const log = createLog({ level: config.LOG_LEVEL })
  const metrics = createMetrics()
  const listeners = [logEvents(log), metrics.listen]
  const runtime = createNodeRuntime({
    clock: systemClock,
    threadFile,
    threadEnvironment: { ...process.env, FEATURES: given ? '' : environment.FEATURES },
    isOnThreads: onThreads(features, given),
    shared: await openShared(config, broadcast(...listeners)),
    ...(config.THREADS !== undefined && { threads: config.THREADS }),
    ...(config.HTTPS_PROXY !== undefined && {
      send: {
        proxy: { url: config.HTTPS_PROXY, ...(config.NO_PROXY !== undefined && { except: config.NO_PROXY }) },
      },
    }),
  })
  const readyBytes = config.ROLE === 'worker' ? null : createReadyBytes(config)
  const engine = await chooseJobEngine(config)
  const tracing = await openTracing(version)
  const { app, operatorApp, service, work, idle } = composeService({
    features,
    config,
    runtime,
    listeners,
    tracing,
    metrics,
    compresses: true,
    clientAddress: (c) => getConnInfo(c).remote.address,
    sha256: (text) => hash('sha256', text, 'buffer'),
    loopDelayMs: createLoopDelay(),
    loadMcp: () => import('../mcp/endpoint.ts'),
    openQueue: engine.open,
    ...(readyBytes && { keepReady: readyBytes.keepReady }),
  })
  const { lifecycle, jobs } = service
  if (config.ROLE !== 'api') jobs?.queue.start(work)
  if (jobs)
    metrics.gauge('tributary_jobs', 'Jobs that are kept, by state', ['state'], () => countJobs(jobs.queue))
  exportGauges(metrics, service, runtime)
  metrics.total(
    'tributary_log_dropped_lines_total',
    'Lines of the log that could not be written',
    log.dropped,
  )

  const { HOST: host, PORT, OPS_PORT } = config
  const isOperatorsAlone = config.ROLE === 'worker' && OPS_PORT !== undefined
  const { server, url } = await listenOrExit(
    httpServer({
      app,
      service,
      ...(readyBytes && { around: (listener) => readyBytes.around(listener, service) }),
    }),
    isOperatorsAlone
      ? { host, port: OPS_PORT, variable: 'OPS_PORT' }
      : { host, port: PORT, variable: 'PORT' },
  )
  const droppedConnections = boundConnections(server, {
    reserved: config.POOL_CONCURRENCY + ownDescriptors,
    clock: systemClock,
    warn: (message) => service.emit({ type: 'warning', message }),
  })
  metrics.total(
    'tributary_connections_dropped_total',
    'Connections that were dropped for lack of descriptors',
    droppedConnections,
  )
  const operator =
    operatorApp && OPS_PORT !== undefined
      ? await listenOrExit(httpServer({ app: operatorApp, service }), {
          host,
          port: OPS_PORT,
          variable: 'OPS_PORT',
        })
      : null
  log.line(
    'info',
    { version, url, ...(operator && { operatorUrl: operator.url }), ...(tracing && { tracing: true }) },
    'listening',
  )
  if (config.CONTACT === undefined) {
    log.line(
      'warn',
      {},
      'CONTACT is not set: the weather service and Nominatim want an address in the User-Agent',
    )
  }

  // Whoever waits for the start is answered first. One thing a turn: a request that comes meanwhile waits for one of them.
  systemClock.after(settleMs, () => {
    const warmers = [metrics.warm, runtime.sender.warm, ...features.map(({ warm }) => warm)]
    const next = (): void => {
      warmers.shift()?.()
      if (warmers.length > 0) setImmediate(next)
    }
    next()
  })

  const { abort } = lifecycle
  const drain = createDrain({ server, clock: systemClock, graceMs: config.SHUTDOWN_GRACE_MS, abort })
  const drainOperator =
    operator && createDrain({ server: operator.server, clock: systemClock, graceMs: 500, abort })
  const stop = async (signal: string): Promise<void> => {
    lifecycle.drain()
    log.line('info', { signal }, 'draining')
    const [{ forced }, stopped] = await Promise.all([drain(), jobs?.queue.stop(config.SHUTDOWN_GRACE_MS)])
    // Last, so that an operator can watch the drain.
    await drainOperator?.()
    // Refreshes in the background have their own bounds; a process that is asked to end does not wait for them for long.
    await Promise.race([idle(), systemClock.wait(500, neverAborted)])
    if (tracing) await Promise.race([tracing.flush(), systemClock.wait(flushMs, neverAborted)])
    await engine.close()
    await runtime.close()
    await onClose?.()
    const { inFlight, ...tally } = lifecycle.tally()
    const droppedLines = log.dropped()
    const last = { ...tally, lost: inFlight, forced, ...(stopped && { jobs: stopped }) }
    log.line('info', { ...last, ...(droppedLines > 0 && { droppedLines }) }, 'stopped')
    await endProcess(log)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // Asked twice, it does not wait for what is in flight.
      if (lifecycle.isDraining) {
        void drain()
        void jobs?.queue.stop(0)
      } else void stop(signal)
    })
  }
  return url
}

/** Ends the process, whether or not anybody reads its log. */
async function endProcess(log: Log): Promise<never> {
  await log.flush()
  if (log.holdsThread()) process.kill(process.pid, 'SIGKILL')
  process.exit(0)
}

/** How many jobs there are in each state; nothing while the place where they are kept cannot be reached. */
async function countJobs(queue: JobQueue): Promise<GaugeSample[]> {
  const counts = await queue.counts(neverAborted).catch(() => ({}))
  return Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }))
}

/** What the instances share, where there is a Redis for it; without one its client is not even read. */
async function openShared({ REDIS_URL: url }: Config, emit: Emit): Promise<SharedState | null> {
  if (url === undefined) return null
  const { createShared } = await import('../runtime/node/redis/redis.ts')
  return createShared({
    url,
    clock: systemClock,
    tell: (change) => emit({ type: 'shared-state', ...change }),
  })
}

async function startOrExit(
  environment: Environment,
  given: readonly Feature[] | undefined,
): Promise<{ config: Config; features: readonly Feature[] }> {
  try {
    const features = given ? servable(given) : await loadFeatures(environment)
    return { config: readConfig(environment, sourcesOf(features), { pins: true }), features }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
