// The context of every call. A class and not a literal, because its deadline may move: the deadline of a shared run does when a
// waiter with more time joins. `{ ...ctx }` lacks the deadline and does not compile as a Context, so no copy can freeze it;
// variants are made with `with`.
import type { Cancellation } from '../core/abort.ts'
import type { Emit, Event, EventType } from '../core/events.ts'
import type { Attributes, Span } from '../core/tracing.ts'
import type { Scope } from '../runtime/runtime.ts'

/** What a context is made of, besides its deadline. */
export type ContextFields = Pick<Context, 'cancellation' | 'scope' | 'requestId' | 'emit' | 'waitUntil'> &
  Partial<Omit<Context, 'signal' | 'deadline' | 'isBackground' | 'with' | 'below'>>

/** The fields that may differ between a call and the work done for it. */
type ContextChanges = Pick<
  Partial<ContextFields>,
  'cancellation' | 'emit' | 'span' | 'attempts' | 'isRefresh' | 'background' | 'isCutOff'
>

export class Context {
  /** Aborts when the answer is no longer needed: the client has left, the time is up, or the process is shutting down. */
  readonly cancellation: Cancellation
  readonly scope: Scope
  readonly requestId: string
  readonly emit: Emit
  /** Keeps the platform alive until the task has settled, after the answer has been sent. */
  readonly waitUntil: (task: Promise<unknown>) => void
  /** The received W3C trace context, passed on when there is no span. */
  readonly traceparent: string | undefined
  readonly tracestate: string | undefined
  /** Parent of the spans made for this call; absent when tracing is off. */
  readonly span: Span | undefined
  /** Counts the attempts made for this call; a new tally unless given. */
  readonly attempts: Attempts
  /** True for a background refresh: caches do not answer it with a stale value. */
  readonly isRefresh: boolean
  /** Present for work of background priority, such as jobs: it uses only capacity that callers leave free. */
  readonly background: Background | undefined
  /** With `background`: the caller retries on lack of capacity, so no fallback provider is tried. */
  readonly retryOnCapacity: boolean
  /** True when a running attempt must end at the deadline, because another provider needs the remaining time. */
  readonly isCutOff: boolean
  readonly #deadline: () => number

  /** Field by field: each part makes several contexts, and a spread takes several times as long. */
  constructor(fields: ContextFields, deadline: number | (() => number), changes: ContextChanges = {}) {
    this.cancellation = changes.cancellation ?? fields.cancellation
    this.scope = fields.scope
    this.requestId = fields.requestId
    this.emit = changes.emit ?? fields.emit
    this.waitUntil = fields.waitUntil
    this.traceparent = fields.traceparent
    this.tracestate = fields.tracestate
    this.span = changes.span ?? fields.span
    this.attempts = changes.attempts ?? fields.attempts ?? new Attempts()
    this.isRefresh = changes.isRefresh ?? fields.isRefresh ?? false
    this.background = changes.background ?? fields.background
    this.retryOnCapacity = fields.retryOnCapacity ?? false
    this.isCutOff = changes.isCutOff ?? fields.isCutOff ?? false
    this.#deadline = typeof deadline === 'number' ? () => deadline : deadline
  }

  /** The cancellation as a signal of the platform, created on first use. */
  get signal(): AbortSignal {
    return this.cancellation.signal
  }

  /** Monotonic ms (`clock.elapsed()`) after which no upstream call starts and every wait ends. May move. */
  get deadline(): number {
    return this.#deadline()
  }

  /** True while the call has background priority. */
  get isBackground(): boolean {
    return this.background !== undefined && !this.background.isRaised
  }

  /** Returns a copy with some fields changed; it follows this call's deadline unless one is given. */
  with(changes: ContextChanges, deadline: number | (() => number) = this.#deadline): Context {
    return new Context(this, deadline, changes)
  }

  /** Returns a copy below a span, which also records the events of the call. */
  below(span: Span): Context {
    const { emit } = this
    return this.with({
      span,
      emit(event) {
        if (noted.has(event.type)) span.note(event.type, attributesOf(event))
        emit(event)
      },
    })
  }
}

/** Events recorded on the span: they explain a part's time and have no span of their own. */
const noted = new Set<EventType>([
  'cache',
  'cooldown',
  'fallback',
  'flight',
  'refused',
  'retry',
  'retry-refused',
  'shared-flight',
])

function attributesOf(event: Event): Attributes {
  const fields = Object.entries(event).filter(([name]) => name !== 'type')
  return Object.fromEntries(fields.map(([name, value]) => [`tributary.${name}`, value]))
}

/** Counts upstream attempts, including those of shared work that the caller waits for. */
export class Attempts {
  #made = 0
  #provider: string | undefined
  #followers: Set<Attempts> | undefined

  get made(): number {
    return this.#made
  }

  /** The provider that was called last. */
  get provider(): string | undefined {
    return this.#provider
  }

  /** Adds one attempt at this provider; -1 takes back one that was never sent. */
  count(provider: string, by = 1): void {
    this.#made += by
    this.#provider = provider
    for (const follower of this.#followers ?? []) follower.count(provider, by)
  }

  /** Includes the attempts of another tally, past and future, once. */
  include(other: Attempts): void {
    other.#followers ??= new Set()
    if (other.#followers.has(this)) return
    other.#followers.add(this)
    if (other.#provider !== undefined) this.count(other.#provider, other.#made)
  }
}

/** Background priority of one piece of work. It is raised permanently once a caller that waits for an answer joins. */
export class Background {
  #isRaised = false
  readonly #listeners = new Set<() => void>()

  get isRaised(): boolean {
    return this.#isRaised
  }

  raise(): void {
    if (this.#isRaised) return
    this.#isRaised = true
    for (const listener of this.#listeners) listener()
    this.#listeners.clear()
  }

  /** Runs once when the priority is raised; the returned function stops listening. */
  onRaise(listener: () => void): () => void {
    if (this.#isRaised) listener()
    else this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Number of listeners for the raise. */
  get listeners(): number {
    return this.#listeners.size
  }
}
