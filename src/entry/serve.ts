// The service on Node, from its environment to its last log line.
import { hash } from 'node:crypto'
import { type Config, type Environment, readConfig } from '../config/config.ts'
import { neverAborted } from '../core/abort.ts'
import { systemClock } from '../core/clock.ts'
import { broadcast, type Emit } from '../core/events.ts'
import type { Feature } from '../define/feature.ts'
import { sourcesOf } from '../features/index.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { logEvents } from '../runtime/log-events.ts'
import { compressNow } from '../runtime/node/content-coding.ts'
import { boundConnections } from '../runtime/node/descriptors.ts'
import { createLog, type Log } from '../runtime/node/log.ts'
import { createLoopDelay } from '../runtime/node/loop-delay.ts'
import { createMetrics, type GaugeSample } from '../runtime/node/metrics.ts'
import { createNodeRuntime, type SharedState } from '../runtime/node/node.ts'
import { composeService, version } from './compose.ts'
import { exportGauges } from './gauges.ts'
import { addressOf, httpServer, latin1 } from './http-server.ts'
import { chooseJobEngine } from './job-engine.ts'
import { listen } from './listen.ts'
import { loadFeatures, onThreads, servable } from './load-features.ts'
import { openTracing } from './open-tracing.ts'
import { threadFile } from './own-files.ts'
import { configOrExit, run } from './run.ts'

export interface ServeOptions {
  /** The features to serve; default: the built-in ones and those of FEATURES. */
  features?: readonly Feature[]
  /** Called when everything that is prepared after the start is ready. */
  onWarm?: () => void
  /** Stops what was started beside the service. */
  onClose?: () => Promise<void>
}

/** Descriptors reserved for files, threads, operator connections and Redis. */
const ownDescriptors = 128
/** Time for exporting the last spans; after that they are lost. */
const flushMs = 2_000

/** Serves until told to stop. Resolves with the URL once it listens. */
export async function serveOnNode(
  environment: Environment,
  { onWarm, onClose, features: given }: ServeOptions = {},
): Promise<string> {
  const { config, features } = await configOrExit(async () => {
    const features = given ? servable(given) : await loadFeatures(environment)
    return { config: readConfig(environment, sourcesOf(features), { canPinAddress: true }), features }
  }, process.exit)
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
  const engine = await chooseJobEngine(config)
  const tracing = await openTracing(version)
  const composed = composeService({
    features,
    config,
    runtime,
    listeners,
    tracing,
    metrics,
    compresses: true,
    clientAddress: addressOf,
    sha256: (text) => hash('sha256', text, 'hex'),
    compressNow,
    loopDelayMs: createLoopDelay(),
    loadMcp: () => import('../mcp/endpoint.ts'),
    openQueue: engine.open,
    encodeBody: latin1,
  })
  const { app, service } = composed
  const { jobs } = service
  if (jobs) metrics.gauge('tributary_jobs', 'Stored jobs by state', ['state'], () => countJobs(jobs.queue))
  exportGauges(metrics, service, runtime)
  metrics.total(
    'tributary_log_dropped_lines_total',
    'Lines of the log that could not be written',
    log.dropped,
  )

  const server = httpServer({ app, service, replays: service.replays })
  metrics.total(
    'tributary_connections_dropped_total',
    'Connections that were dropped for lack of descriptors',
    boundConnections(server, {
      reserved: config.POOL_CONCURRENCY + ownDescriptors,
      clock: systemClock,
      warn: (message) => service.emit({ type: 'warning', message }),
    }),
  )

  return run(
    {
      log,
      listen: (face, at) => listen(face === app ? server : httpServer({ app: face, service }), at),
      onSignal: (signal, stop) => void process.on(signal, stop),
      exit: (code) => endProcess(log, code),
      warmers: [metrics.warm, runtime.sender.warm, ...features.map(({ warm }) => warm), onWarm],
      async close() {
        if (tracing) await Promise.race([tracing.flush(), systemClock.wait(flushMs, neverAborted)])
        await engine.close()
        await runtime.close()
        await onClose?.()
      },
      ...(tracing && { firstLine: { tracing: true } }),
      lastLine: () => (log.dropped() > 0 ? { droppedLines: log.dropped() } : {}),
    },
    composed,
  )
}

/** Ends the process, whether or not its log is read. */
async function endProcess(log: Log, code: number): Promise<never> {
  await log.flush()
  if (log.holdsThread()) process.kill(process.pid, 'SIGKILL')
  process.exit(code)
}

/** The number of jobs in each state; no samples while their store is unavailable. */
async function countJobs(queue: JobQueue): Promise<GaugeSample[]> {
  const counts = await queue.counts(neverAborted).catch(() => ({}))
  return Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }))
}

/** The state that instances share through Redis; null without `REDIS_URL`, and then the client is not loaded. */
async function openShared(config: Config, emit: Emit): Promise<SharedState | null> {
  const { REDIS_URL: url, REDIS_TIMEOUT_MS: timeoutMs } = config
  if (url === undefined) return null
  const { createShared } = await import('../runtime/node/redis/redis.ts')
  return createShared({
    url,
    timeoutMs,
    clock: systemClock,
    tell: (change) => emit({ type: 'shared-state', ...change }),
  })
}
