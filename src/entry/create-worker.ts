// The service on Cloudflare Workers. Everything that is only data is kept for as long as the isolate lives.
import './without-eval.ts'
import { DurableObject, env, waitUntil } from 'cloudflare:workers'
import { ConfigError, type Environment, readConfig } from '../config/config.ts'
import { systemClock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { faultsOfFeatures } from '../define/check-features.ts'
import type { Feature } from '../define/feature.ts'
import { features as builtIn, sourcesOf } from '../features/index.ts'
import { problemResponse } from '../http/problem.ts'
import { createDurableQueue, type Desk, deskOf } from '../queues/durable/queue.ts'
import { type Slice, SqlQueue } from '../queues/sql/queue.ts'
import { createLineLog } from '../runtime/line-log.ts'
import { logEvents } from '../runtime/log-events.ts'
import type { ReserveOptions } from '../runtime/runtime.ts'
import { createCacheApiStore } from '../runtime/stores/cache-api.ts'
import { createKvStore } from '../runtime/stores/kv.ts'
import { reserveTurn } from '../runtime/turns.ts'
import { createSharedRate, createWorkersRuntime } from '../runtime/workers.ts'
import { type Composed, composeService, type QueueKit } from './compose.ts'
import { edgeExtras } from './edge-extras.ts'

/** What wrangler.toml may bind; the service's variables and secrets stand beside it. */
export interface Bindings {
  /** Values that all data centres share; without it, each keeps its own. */
  TRIBUTARY_KV?: KVNamespace
  /** Keeps the rates that hold for the whole deployment; without it, each isolate keeps its own. */
  RATE_LIMITER?: DurableObjectNamespace<RateLimiter>
  /** Keeps and runs the jobs; without it there are no routes of jobs. */
  JOB_BOARD?: DurableObjectNamespace<JobBoard>
}

// An isolate has one service: the objects below run its jobs.
let service: Deployed | ConfigError | undefined

/**
 * Makes the worker's default export, and the service with it: while the isolate starts, which has a second of CPU of its own,
 * so that no request pays for it.
 */
export function createWorker(features: readonly Feature[] = builtIn): ExportedHandler<Bindings> {
  const started = start(features)
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

/** Gives out turns at one upstream: at most one for each spacing, however many isolates ask. */
export class RateLimiter extends DurableObject<Bindings> {
  async reserve(wish: ReserveOptions): Promise<{ waitMs: number; isReserved: boolean }> {
    const { waitMs, isReserved, freeAt } = reserveTurn(await this.#freeAt(), wish, systemClock.now())
    if (isReserved) await this.ctx.storage.put('freeAt', freeAt)
    return { waitMs, isReserved }
  }

  async hold(ms: number): Promise<void> {
    const until = systemClock.now() + ms
    if (until > (await this.#freeAt())) await this.ctx.storage.put('freeAt', until)
  }

  // Kept on disk: the object itself may be gone before the last turn that it has given out.
  async #freeAt(): Promise<number> {
    return (await this.ctx.storage.get<number>('freeAt')) ?? 0
  }
}

/** Upstream requests and store operations that one item of a job takes, with what is set aside for an office's product. */
const requestsPerItem = 4

/** Keeps all jobs of the deployment, and runs a few parts of them at each alarm. */
export class JobBoard extends DurableObject<Bindings> implements Desk {
  readonly #queue: SqlQueue
  readonly #desk: Desk
  readonly #slice: Slice

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
      survives: true,
      setAlarm: (at) => void storage.setAlarm(at),
    })
    this.#desk = deskOf(this.#queue)
    // An alarm is one request to the platform, and may ask no more of others than any request.
    this.#slice = { parts: Math.max(1, Math.floor(kit.config.SUBREQUESTS / requestsPerItem)), ms: 20_000 }
    this.#queue.start(work)
  }

  // Methods, and not fields: the platform lets callers see nothing else.
  override alarm(): Promise<void> {
    return this.#queue.alarm(this.#slice)
  }
  ask(...given: Parameters<Desk['ask']>): ReturnType<Desk['ask']> {
    return this.#desk.ask(...given)
  }
  watch(...given: Parameters<Desk['watch']>): ReturnType<Desk['watch']> {
    return this.#desk.watch(...given)
  }
}

interface Deployed extends Composed {
  /** What the jobs are kept with, where there is a place for them. */
  kit: QueueKit | null
}

function start(features: readonly Feature[]): Deployed | ConfigError {
  try {
    const faults = faultsOfFeatures(features)
    if (faults.length > 0) throw new ConfigError(faults)
    const composed = compose(env as unknown as Bindings, features)
    for (const { warm } of features) warm?.()
    return composed
  } catch (error) {
    // Anything else is a bug, and refuses the deployment.
    if (error instanceof ConfigError) return error
    throw error
  }
}

function compose(bindings: Bindings, features: readonly Feature[]): Deployed {
  const config = readConfig(variablesOf(bindings), sourcesOf(features))
  const { TRIBUTARY_KV, RATE_LIMITER, JOB_BOARD } = bindings
  const runtime = createWorkersRuntime({
    // One of them: two tiers would cost twice the subrequests.
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
    // The platform does; twice would make it unreadable.
    compresses: false,
    // Set by the platform, whatever the client says.
    clientAddress: (c) => c.req.header('cf-connecting-ip'),
    waitUntil,
    ...edgeExtras,
    ...(JOB_BOARD && {
      openQueue: (given: QueueKit) => {
        kit = given
        return createDurableQueue({
          desk: () => JOB_BOARD.getByName('all') as unknown as Desk,
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
  const problem = new AppError('internal', 'The service cannot start; its log says why.')
  const path = new URL(request.url).pathname
  return problemResponse(problem, { path, requestId: crypto.randomUUID() })
}
