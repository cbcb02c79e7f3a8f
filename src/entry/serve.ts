// The service on Node, from its environment to its last log line.
import { hash } from 'node:crypto'
import type { Config } from '../config/config.ts'
import { neverAborted } from '../core/abort.ts'
import { systemClock } from '../core/clock.ts'
import { broadcast, type Emit } from '../core/events.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { logEvents } from '../runtime/log-events.ts'
import { createLoopDelay } from '../runtime/loop-delay.ts'
import { compressNow } from '../runtime/node/content-coding.ts'
import { boundConnections } from '../runtime/node/descriptors.ts'
import { createLog, type Log } from '../runtime/node/log.ts'
import { createMetrics, type GaugeSample } from '../runtime/node/metrics.ts'
import type { SharedState } from '../runtime/node/node.ts'
import { composeService, version } from './compose.ts'
import { exportGauges } from './gauges.ts'
import { addressOf, httpServer, latin1 } from './http-server.ts'
import { chooseJobEngine } from './job-engine.ts'
import { listen } from './listen.ts'
import { openTracing } from './open-tracing.ts'
import { prepare, type ServeOptions } from './prepare.ts'
import { configOrExit, run } from './run.ts'

export interface ServerOptions extends ServeOptions {
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
export async function serveOnNode({ onWarm, onClose, ...options }: ServerOptions = {}): Promise<string> {
  const { config, features, openRuntime } = await configOrExit(() => prepare(options), process.exit)
  const log = createLog({ level: config.LOG_LEVEL })
  const metrics = createMetrics()
  const listeners = [logEvents(log), metrics.listen]
  const runtime = openRuntime(await openShared(config, broadcast(...listeners)))
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
    loopDelayMs: createLoopDelay(systemClock),
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
