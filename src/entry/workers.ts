// The service on Cloudflare Workers. Everything that is only data is kept for as long as the isolate lives.
import './without-eval.ts'
import { DurableObject, env, waitUntil } from 'cloudflare:workers'
import { ConfigError, type Environment, readConfig } from '../config.ts'
import { systemClock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { App } from '../http/app-env.ts'
import { problemResponse } from '../http/problem.ts'
import { createLineLog } from '../runtime/line-log.ts'
import { logEvents } from '../runtime/node/log-events.ts'
import type { RateWish } from '../runtime/runtime.ts'
import { createCacheApiStore } from '../runtime/stores/cache-api.ts'
import { createKvStore } from '../runtime/stores/kv.ts'
import { bookTurn } from '../runtime/turns.ts'
import { createSharedRate, createWorkersRuntime } from '../runtime/workers.ts'
import { composeService, registry } from './compose.ts'

/** What wrangler.toml may bind; the service's variables and secrets stand beside it. */
export interface Bindings {
  /** Values that all data centres share; without it, each keeps its own. */
  TRIBUTARY_KV?: KVNamespace
  /** Keeps the rates that hold for the whole deployment; without it, each isolate keeps its own. */
  RATE_LIMITER?: DurableObjectNamespace<RateLimiter>
}

// Made while the isolate starts, which has a second of CPU of its own: no request pays for it.
const service = start()

export default {
  fetch(request, bindings, ctx) {
    if (service instanceof Error) return unusable(service, request)
    const answer = Promise.resolve(service.fetch(request, bindings, ctx))
    // A request whose client has gone runs to its end all the same, so that whatever it holds is given back.
    ctx.waitUntil(answer)
    return answer
  },
} satisfies ExportedHandler<Bindings>

/** Gives out turns at one upstream: at most one for each spacing, however many isolates ask. */
export class RateLimiter extends DurableObject<Bindings> {
  async book(wish: RateWish): Promise<{ waitMs: number; isBooked: boolean }> {
    const { waitMs, isBooked, freeAt } = bookTurn(await this.#freeAt(), wish, systemClock.now())
    if (isBooked) await this.ctx.storage.put('freeAt', freeAt)
    return { waitMs, isBooked }
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

function start(): App | ConfigError {
  try {
    const app = compose(env as unknown as Bindings)
    for (const { warm } of registry) warm?.()
    return app
  } catch (error) {
    // Anything else is a bug, and refuses the deployment.
    if (error instanceof ConfigError) return error
    throw error
  }
}

function compose(bindings: Bindings): App {
  const config = readConfig(variablesOf(bindings), registry)
  const { TRIBUTARY_KV, RATE_LIMITER } = bindings
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
  return composeService({
    config,
    runtime,
    listeners: [logEvents(log)],
    // The platform does; twice would make it unreadable.
    compresses: false,
    // Set by the platform, whatever the client says.
    clientAddress: (c) => c.req.header('cf-connecting-ip'),
    waitUntil,
  }).app
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
