// Composes the service. Everything is built here once and passed down.
import packageJson from '../../package.json' with { type: 'json' }
import type { Config } from '../config/config.ts'
import { broadcast, type Emit } from '../core/events.ts'
import type { Tracing } from '../core/tracing.ts'
import type { Feature } from '../define/feature.ts'
import { briefing, briefingRoute } from '../features/briefing.ts'
import { features as builtIn, sourcesOf } from '../features/index.ts'
import { type Audience, createApp } from '../http/app.ts'
import type { App } from '../http/app-env.ts'
import { createCallers } from '../http/callers.ts'
import { createLifecycle } from '../http/lifecycle.ts'
import { createQueryReaders } from '../http/query-reader.ts'
import { createRecall } from '../http/recall.ts'
import { createReplayCache, type ReplayCacheOptions, replaying } from '../http/replay-cache.ts'
import type { Service } from '../http/service.ts'
import { createCompose } from '../http/writer.ts'
import { createJobRunner } from '../jobs/ask-part.ts'
import { type JobKinds, jobKinds } from '../jobs/kinds.ts'
import type { JobQueue, QueueLimits } from '../jobs/queue.ts'
import type { JobRunner } from '../jobs/runner.ts'
import type * as McpModule from '../mcp/endpoint.ts'
import type { McpEndpoint } from '../mcp/endpoint.ts'
import { type BuiltSource, buildSource } from '../pipeline/build.ts'
import { Permits } from '../pipeline/guards/permits.ts'
import { Memory } from '../pipeline/keep/memory.ts'
import type { Policy, Source } from '../pipeline/source.ts'
import { createStats } from '../pipeline/stats.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { zoneById } from '../sources/marine/catalogue/zones.ts'

export interface ComposeOptions {
  /** The features to serve; the configuration must have been read for their sources. Default: the built-in ones. */
  features?: readonly Feature[]
  config: Config
  runtime: Runtime
  /** Receive every event: log, metrics, tests. */
  listeners?: readonly Emit[]
  /** Records traces of requests and jobs; nothing is recorded without it. */
  tracing?: Tracing | null
  metrics?: Service['metrics']
  clientAddress?: Service['clientAddress']
  sha256?: Service['sha256']
  compressNow?: Service['compressNow']
  loopDelayMs?: Service['loopDelayMs']
  /** Converts a body into what the platform writes fastest. */
  encodeBody?: ReplayCacheOptions['encode']
  /** False if the platform compresses answers. */
  compresses: boolean
  /** Receives work that outlives an answer; without it such work is only counted. */
  waitUntil?: (task: Promise<unknown>) => void
  /** Opens the job queue; without it there are no job routes. */
  openQueue?: (kit: QueueKit) => JobQueue
  /** Loads the Model Context Protocol; without it there is no `/mcp`. */
  loadMcp?: () => Promise<Pick<typeof McpModule, 'createMcpEndpoint'>>
}

/** What opens a job queue. */
export interface QueueKit {
  config: Config
  clock: Runtime['clock']
  kinds: JobKinds
  limits: QueueLimits
  emit: Emit
}

export interface Composed {
  app: App
  /** The app behind its replay cache, for platforms with the web's Request and Response. */
  fetch: App['fetch']
  /** The operator's routes, if they have their own port. */
  operatorApp: App | null
  service: Service
  /** The work that a process passes to the queue to run jobs. */
  work: JobRunner
  /** Resolves when no counted background work is left. */
  idle(): Promise<void>
}

export const version: string = packageJson.version

/** Every source of the features. */
export const registry: readonly Source[] = sourcesOf(builtIn)

/** Builds the whole service for any platform. */
export function composeService(options: ComposeOptions): Composed {
  const { features = builtIn, config, runtime, listeners = [], metrics, compresses, waitUntil } = options
  const { clientAddress, sha256, compressNow, loopDelayMs, encodeBody, openQueue, loadMcp, tracing } = options
  const { clock } = runtime
  const stats = createStats({ now: clock.now })
  const emit = broadcast(stats.listen, ...listeners)

  const memory = new Memory({ maxBytes: config.CACHE_BYTES })
  const { connections } = runtime
  const concurrency = Math.min(config.POOL_CONCURRENCY, connections ?? Number.POSITIVE_INFINITY)
  // A call that waits here holds a permit of its upstream, so the limits of the upstreams bound this queue; this is a backstop.
  const poolPermits = new Permits({
    name: 'pool',
    limits: 'all upstreams together',
    concurrency,
    queue: 10_000,
    patienceMs: Number.POSITIVE_INFINITY,
    clock,
  })
  const userAgent = `tributary/${version} (${config.CONTACT ?? 'no contact given'})`

  const jobs = openQueue ? features.flatMap((feature) => feature.jobs) : []
  const sources = sourcesOf(features)
  const built = new Map<string, BuiltSource>()
  for (const source of sources) {
    const policyOf = (provider?: string) => bounded(config.policyOf(source, provider), connections)
    const settings = config.settingsOf(source)
    const hasJobs = jobs.some(({ sources }) => sources.includes(source.name))
    const shared = { runtime, memory, stats, poolPermits, userAgent, hasJobs }
    built.set(source.name, buildSource(source, settings, policyOf, shared))
  }

  const background = new Set<Promise<unknown>>()
  const count = (task: Promise<unknown>): void => {
    const ended = (): void => void background.delete(settled)
    const settled: Promise<unknown> = task.then(ended, ended)
    background.add(settled)
  }
  // Where the platform waits for background work, it is not tracked here: a promise must not outlive its request.
  const keep = waitUntil ? (task: Promise<unknown>) => waitUntil(task.catch(() => {})) : count

  const sourceOf = (name: string): BuiltSource => {
    const source = built.get(name)
    if (!source) throw new Error(`the source ${name} is not in the registry`)
    return source
  }
  const kinds = jobKinds(jobs)
  // Without kinds of jobs there is no queue.
  const queue =
    kinds.size === 0 ? undefined : openQueue?.({ config, clock, kinds, limits: limitsOf(config), emit })
  const { settingsOf, JOBS_CONCURRENCY } = config

  const home = features.includes(briefing) ? { briefing: briefingRoute, zoneById } : undefined
  const offered = {
    routes: features.flatMap(({ routes }) => routes),
    directRoutes: features.flatMap(({ directRoutes }) => directRoutes),
    jobs: queue ? jobs : [],
  }
  let endpoint: Promise<McpEndpoint> | undefined
  const openMcp = ({ createMcpEndpoint }: Pick<typeof McpModule, 'createMcpEndpoint'>): McpEndpoint =>
    createMcpEndpoint({ version, offered })

  const service: Service = {
    config,
    runtime,
    sources,
    built: sourceOf,
    emit,
    lifecycle: createLifecycle(),
    // A sixteenth of what the values may have.
    compose: createCompose(clock, { maxBytes: Math.ceil(config.CACHE_BYTES / 16) }),
    callers: createCallers({ config, runtime, ...(sha256 && { sha256 }) }),
    queryReader: createQueryReaders(),
    waitUntil: keep,
    ...(tracing && { tracing }),
    ...(metrics && { metrics }),
    ...(clientAddress && { clientAddress }),
    ...(sha256 && { sha256 }),
    ...(compressNow && { compressNow }),
    ...(loopDelayMs && { loopDelayMs }),
    ...(loadMcp && { mcp: () => (endpoint ??= loadMcp().then(openMcp)) }),
    ...(queue && { jobs: { queue, kinds } }),
  }
  const run = {
    runtime,
    kinds,
    built: sourceOf,
    settingsOf,
    emit,
    waitUntil: keep,
    ...(tracing && { tracing }),
  }
  // A worker serves no callers and uses one port.
  const isWorker = config.ROLE === 'worker'
  if (!isWorker) {
    const maxBytes = Math.ceil(config.CACHE_BYTES / 8)
    const { routes } = offered
    // A trace shows the parts of each answer that is merged.
    const recall = tracing ? undefined : createRecall(service, { routes, compresses })
    service.replays = createReplayCache(service, { maxBytes, encode: encodeBody, recall })
  }
  const appFor = (audience: Audience): App => createApp(service, { features, home, compresses, audience })
  const isSplit = config.OPS_PORT !== undefined && !isWorker
  const app = appFor(isWorker ? 'operator' : isSplit ? 'public' : 'all')
  return {
    app,
    fetch: service.replays ? replaying(service.replays, app.fetch, clientAddress) : app.fetch,
    operatorApp: isSplit ? appFor('operator') : null,
    service,
    work: createJobRunner({ ...run, concurrency: JOBS_CONCURRENCY }),
    async idle() {
      while (background.size > 0) await Promise.all(background)
    },
  }
}

/**
 * Where connections per request are limited, one slow upstream must leave two of them to the others. The variables are meant
 * for a whole process, so they are lowered, not refused.
 */
const bounded = (policy: Policy, connections = Number.POSITIVE_INFINITY): Policy => ({
  ...policy,
  concurrency: Math.min(policy.concurrency, Math.max(1, connections - 2)),
})

const limitsOf = (config: Config): QueueLimits => ({
  keepMs: config.JOBS_KEEP_MS,
  pending: config.JOBS_QUEUE,
  perOwner: config.JOBS_PER_OWNER,
  atOnce: config.JOBS_AT_ONCE,
})
