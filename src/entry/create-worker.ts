// The service on Cloudflare Workers. State that is only data lives as long as the isolate.
import './without-eval.ts'
import { DurableObject, env, waitUntil } from 'cloudflare:workers'
import { ConfigError, type Environment, readConfig } from '../config/config.ts'
import { systemClock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { faultsOfFeatures } from '../define/check-features.ts'
import type { Feature } from '../define/feature.ts'
import { features as builtIn, sourcesOf } from '../features/index.ts'
import { problemResponse } from '../http/problem.ts'
import { createDurableQueue, type QueueRpc, rpcOf } from '../queues/durable/queue.ts'
import { type AlarmBudget, SqlQueue } from '../queues/sql/queue.ts'
import { createLineLog } from '../runtime/line-log.ts'
import { logEvents } from '../runtime/log-events.ts'
import { reserve } from '../runtime/reservation.ts'
import type { ReserveOptions } from '../runtime/runtime.ts'
import { createCacheApiStore } from '../runtime/stores/cache-api.ts'
import { createKvStore } from '../runtime/stores/kv.ts'
import { createSharedRate, createWorkersRuntime } from '../runtime/workers.ts'
import { type Composed, type ComposeOptions, composeService, type QueueKit } from './compose.ts'

/** Bindings of wrangler.toml, besides variables and secrets. */
export interface Bindings {
  /** Cache shared by all data centres; without it, each has its own. */
  TRIBUTARY_KV?: KVNamespace
  /** Rates of the whole deployment; without it, each isolate has its own. */
  RATE_LIMITER?: DurableObjectNamespace<RateLimiter>
  /** Stores and runs the jobs; without it there are no job routes. */
  JOB_BOARD?: DurableObjectNamespace<JobBoard>
}

// An isolate has one service: the objects below run its jobs.
let service: Deployed | ConfigError | undefined

/** What only a larger bundle has. */
type Extras = Pick<ComposeOptions, 'loadMcp'>

/**
 * Creates the worker's default export and the service, while the isolate starts: the start has a second of CPU time of its own,
 * so no request pays for it.
 */
export function createWorker(
  features: readonly Feature[] = builtIn,
  extras: Extras = {},
): ExportedHandler<Bindings> {
  const started = start(features, extras)
  service = started
  return {
    fetch(request, bindings, ctx) {
      if (started instanceof Error) return unusable(started, request)
      const answer = Promise.resolve(started.fetch(request, bindings, ctx))
      // A request whose client has disconnected still runs to its end, so that it releases everything it holds.
      ctx.waitUntil(answer)
      return answer
    },
  }
}

/** Reserves instants for requests to one upstream: at most one per spacing, across all isolates. */
export class RateLimiter extends DurableObject<Bindings> {
  async reserve(wish: ReserveOptions): Promise<{ waitMs: number; isReserved: boolean }> {
    const { waitMs, isReserved, freeAt } = reserve(await this.#freeAt(), wish, systemClock.now())
    if (isReserved) await this.ctx.storage.put('freeAt', freeAt)
    return { waitMs, isReserved }
  }

  async hold(ms: number): Promise<void> {
    const until = systemClock.now() + ms
    if (until > (await this.#freeAt())) await this.ctx.storage.put('freeAt', until)
  }

  // On disk, because the object may be evicted before its last reservation.
  async #freeAt(): Promise<number> {
    return (await this.ctx.storage.get<number>('freeAt')) ?? 0
  }
}

/** Upstream requests and store operations per item of a job, including a reserve for an office's product. */
const requestsPerItem = 4

/** Stores all jobs of the deployment and runs a few parts at each alarm. */
export class JobBoard extends DurableObject<Bindings> implements QueueRpc {
  readonly #queue: SqlQueue
  readonly #rpc: QueueRpc
  readonly #slice: AlarmBudget

  constructor(ctx: DurableObjectState, bindings: Bindings) {
    super(ctx, bindings)
    if (!service) throw new Error('createWorker has not been called')
    if (service instanceof Error) throw service
    const { work, kit } = service
    if (!kit) throw new Error('JOB_BOARD is not bound')
    const { storage } = ctx
    this.#queue = new SqlQueue({
      ...kit,
      sql: storage.sql,
      isDurable: true,
      setAlarm: (at) => void storage.setAlarm(at),
    })
    this.#rpc = rpcOf(this.#queue)
    // An alarm counts as one request, with the same limit of subrequests.
    this.#slice = { parts: Math.max(1, Math.floor(kit.config.SUBREQUESTS / requestsPerItem)), ms: 20_000 }
    this.#queue.start(work)
  }

  // Methods, not fields: the platform exposes only methods to callers.
  override alarm(): Promise<void> {
    return this.#queue.alarm(this.#slice)
  }
  ask(...given: Parameters<QueueRpc['ask']>): ReturnType<QueueRpc['ask']> {
    return this.#rpc.ask(...given)
  }
  watch(...given: Parameters<QueueRpc['watch']>): ReturnType<QueueRpc['watch']> {
    return this.#rpc.watch(...given)
  }
}

interface Deployed extends Composed {
  /** Dependencies of the job queue; null without a binding for jobs. */
  kit: QueueKit | null
}

function start(features: readonly Feature[], extras: Extras): Deployed | ConfigError {
  try {
    const faults = faultsOfFeatures(features)
    if (faults.length > 0) throw new ConfigError(faults)
    const composed = compose(env as unknown as Bindings, features, extras)
    for (const { warm } of features) warm?.()
    return composed
  } catch (error) {
    // Anything else is a bug and must fail the deployment.
    if (error instanceof ConfigError) return error
    throw error
  }
}

function compose(bindings: Bindings, features: readonly Feature[], extras: Extras): Deployed {
  const config = readConfig(variablesOf(bindings), sourcesOf(features))
  const { TRIBUTARY_KV, RATE_LIMITER, JOB_BOARD } = bindings
  const runtime = createWorkersRuntime({
    // Only one: two tiers would double the subrequests.
    store: TRIBUTARY_KV ? createKvStore(TRIBUTARY_KV) : createCacheApiStore(caches.default),
    subrequests: config.SUBREQUESTS,
    sharedRate: RATE_LIMITER && createSharedRate(RATE_LIMITER),
  })
  const log = createLineLog({
    level: config.LOG_LEVEL,
    clock: systemClock,
    write: (line) => console.log(line),
  })
  let kit: QueueKit | null = null
  const composed = composeService({
    features,
    config,
    runtime,
    listeners: [logEvents(log)],
    // The platform compresses; doing it twice would make the body unreadable.
    compresses: false,
    // Set by the platform; clients cannot forge it.
    clientAddress: (c) => c.req.header('cf-connecting-ip'),
    waitUntil,
    ...extras,
    ...(JOB_BOARD && {
      openQueue: (given: QueueKit) => {
        kit = given
        return createDurableQueue({
          rpc: () => JOB_BOARD.getByName('all') as unknown as QueueRpc,
          clock: given.clock,
        })
      },
    }),
  })
  return { ...composed, kit }
}

/** Bindings are objects; everything else is a variable or a secret. */
function variablesOf(bindings: Bindings): Environment {
  const simple = Object.entries(bindings).filter(([, value]) => typeof value !== 'object')
  return Object.fromEntries(simple.map(([name, value]) => [name, String(value)]))
}

function unusable({ message }: ConfigError, request: Request): Response {
  console.error(message)
  const problem = new AppError('internal', 'The service cannot start; the log says why.')
  const path = new URL(request.url).pathname
  return problemResponse(problem, { path, requestId: crypto.randomUUID() })
}
