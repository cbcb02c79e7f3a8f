import { Cancellation } from '../core/abort.ts'
import type { Clock } from '../core/clock.ts'
import { AppError, type ErrorCode } from '../core/errors.ts'
import { type Attributes, endFailed, type Span } from '../core/tracing.ts'
import { type Settle, type Until, waitFor } from '../core/wait.ts'
import type { Call } from './call.ts'
import type { Context } from './context.ts'
import type { Exchange, Incoming, Outgoing } from './endpoint.ts'
import { spendRequest } from './subrequests.ts'

export interface AttemptOptions {
  clock: Clock
  /** Maximum time for one attempt in ms, from sending the request to the last byte. */
  timeoutMs: number
  exchange: Exchange
}

/**
 * Makes one attempt: budgeted, counted, timed and reported. It ends after `timeoutMs` or, when another provider needs the rest
 * of the time, at the call's deadline. It does not wait for the work below to stop, because an attempt holds a permit and must
 * be bounded whatever the platform does.
 */
export function createAttempt(options: AttemptOptions): Call<Outgoing, Incoming> {
  return (outgoing, ctx) => {
    const attempt = new Attempt(options, outgoing, ctx)
    return waitFor({ signal: ctx.cancellation, until: attempt }, (settle) => attempt.start(settle))
  }
}

/** One object and not a closure for each of its functions: every part makes an attempt. */
class Attempt implements Until {
  readonly timers: Clock
  readonly #options: AttemptOptions
  readonly #outgoing: Outgoing
  readonly #ctx: Context
  readonly #startedAt: number
  readonly #own = new Cancellation()
  #span: Span | undefined
  #isDone = false

  constructor(options: AttemptOptions, outgoing: Outgoing, ctx: Context) {
    this.timers = options.clock
    this.#options = options
    this.#outgoing = outgoing
    this.#ctx = ctx
    this.#startedAt = options.clock.elapsed()
  }

  deadline(): number {
    const endsAt = this.#startedAt + this.#options.timeoutMs
    return this.#ctx.isCutOff ? Math.min(endsAt, this.#ctx.deadline) : endsAt
  }

  late(): AppError {
    const { timeoutMs } = this.#options
    return this.timers.elapsed() >= this.#startedAt + timeoutMs
      ? new AppError('upstream_timeout', `no complete answer within ${timeoutMs} ms`)
      : new AppError('deadline', 'no answer within its share of the time; another provider needs the rest')
  }

  /** Sends the request; returns what ends it early. */
  start(settle: Settle<Incoming>): () => void {
    const ctx = this.#ctx
    if (this.#startedAt >= ctx.deadline)
      throw new AppError('deadline', 'no time was left to ask the upstream')
    spendRequest(ctx)
    ctx.attempts.count(this.#provider)
    this.#span = ctx.span?.child(`attempt ${this.#provider}`, 'client', describe(this.#outgoing, ctx))
    this.#options.exchange(this.#outgoing, ctx.with({ cancellation: this.#own, span: this.#span })).then(
      (received) => this.#succeed(received, settle),
      (error: unknown) => this.#fail(error, settle),
    )
    return () => {
      if (this.#isDone) return
      const reason = ctx.cancellation.aborted ? ctx.cancellation.reason : this.late()
      this.#own.abort(reason)
      this.#fail(reason, settle)
    }
  }

  get #provider(): string {
    return this.#outgoing.endpoint.provider
  }

  #succeed(received: Omit<Incoming, 'upstreamMs'>, settle: Settle<Incoming>): void {
    if (this.#isDone) return
    this.#isDone = true
    const { bytes } = received
    this.#span?.set({ 'http.response.body.size': bytes })
    this.#span?.end()
    // The same object, so that its text can be emptied.
    settle.resolve(Object.assign(received, { upstreamMs: this.#report(bytes, null) }))
  }

  #fail(error: unknown, settle: Settle<Incoming>): void {
    if (this.#isDone) return
    this.#isDone = true
    if (this.#span) endFailed(this.#span, error, this.#ctx.cancellation)
    if (error instanceof AppError) {
      // Our own address check refused it: nothing was sent.
      if (!error.wasAsked && error.kind.blame === 'caller') this.#ctx.attempts.count(this.#provider, -1)
      this.#report(0, error.code)
    }
    settle.reject(error)
  }

  #report(bytes: number, code: ErrorCode | null): number {
    const tookMs = this.timers.elapsed() - this.#startedAt
    const { source } = this.#outgoing
    this.#ctx.emit({ type: 'attempt', source, provider: this.#provider, tookMs, bytes, code })
    return tookMs
  }
}

/** Span attributes of an attempt. Only the host of the address: paths and parameters may hold keys. */
function describe({ source, endpoint, request }: Outgoing, { attempts }: Context): Attributes {
  const { hostname, port } = new URL(request.url)
  return {
    'http.request.method': request.method ?? 'GET',
    'server.address': hostname,
    ...(port !== '' && { 'server.port': Number(port) }),
    'tributary.source': source,
    'tributary.provider': endpoint.provider,
    'tributary.attempt': attempts.made,
  }
}
