// What travels with every call. A class and not a literal, because its deadline may move (that of a shared run does when a
// waiter with more time joins): `{ ...ctx }` has no deadline at all and is no Context to the compiler, so that no copy can
// freeze it. Others are made with `with`.
import type { Emit, Event, EventType } from '../core/events.ts'
import type { Attributes, Span } from '../core/tracing.ts'
import type { Scope } from '../runtime/runtime.ts'

export interface ContextFields {
  /** Aborts when the answer is not needed any more: the client is gone, the budget over, or the process shutting down. */
  signal: AbortSignal
  scope: Scope
  requestId: string
  emit: Emit
  /** Keeps the platform alive until the task has settled, after the answer has been sent. */
  waitUntil(task: Promise<unknown>): void
  /** W3C trace context to pass on, as received, where there is no span. */
  traceparent?: string | undefined
  tracestate?: string | undefined
  /** What is done on behalf of this call is done below it. None where nothing is traced. */
  span?: Span | undefined
  /** Counts what is attempted on behalf of this call. Its own, unless given. */
  attempts?: Attempts
  /** True for a background refresh: caches on the way do not answer with a stale value. */
  isRefresh?: boolean
  /** For work of background priority, as that of jobs: it lives on capacity that callers leave over. */
  background?: Background | undefined
  /** With `background`: this caller comes back after a refusal for lack of capacity, so that no other provider is asked. */
  retryOnCapacity?: boolean
  /** Ends an attempt that is under way at the deadline: another provider needs the rest of the time. */
  isCutOff?: boolean
}

/** What may differ between a call and the work done on its behalf. */
export type ContextChanges = Partial<
  Omit<ContextFields, 'scope' | 'requestId' | 'waitUntil' | 'traceparent' | 'tracestate'>
>

export class Context {
  readonly signal: AbortSignal
  readonly scope: Scope
  readonly requestId: string
  readonly emit: Emit
  readonly waitUntil: (task: Promise<unknown>) => void
  readonly traceparent: string | undefined
  readonly tracestate: string | undefined
  readonly span: Span | undefined
  readonly attempts: Attempts
  readonly isRefresh: boolean
  readonly background: Background | undefined
  readonly retryOnCapacity: boolean
  readonly isCutOff: boolean
  readonly #deadline: () => number

  constructor(fields: ContextFields, deadline: number | (() => number)) {
    this.signal = fields.signal
    this.scope = fields.scope
    this.requestId = fields.requestId
    this.emit = fields.emit
    this.waitUntil = fields.waitUntil
    this.traceparent = fields.traceparent
    this.tracestate = fields.tracestate
    this.span = fields.span
    this.attempts = fields.attempts ?? new Attempts()
    this.isRefresh = fields.isRefresh ?? false
    this.background = fields.background
    this.retryOnCapacity = fields.retryOnCapacity ?? false
    this.isCutOff = fields.isCutOff ?? false
    this.#deadline = typeof deadline === 'number' ? () => deadline : deadline
  }

  /** Monotonic milliseconds (`clock.elapsed()`) after which no upstream call starts and no wait goes on. May move. */
  get deadline(): number {
    return this.#deadline()
  }

  /** Has it background priority, still? */
  get isBackground(): boolean {
    return this.background !== undefined && !this.background.isRaised
  }

  /** The same call with something changed; its deadline is this one's unless given. */
  with(changes: ContextChanges, deadline: number | (() => number) = this.#deadline): Context {
    // Field by field: three are made for each part, and a spread takes several times as long.
    const fields: ContextFields = {
      signal: changes.signal ?? this.signal,
      scope: this.scope,
      requestId: this.requestId,
      emit: changes.emit ?? this.emit,
      waitUntil: this.waitUntil,
      traceparent: this.traceparent,
      tracestate: this.tracestate,
      span: changes.span ?? this.span,
      attempts: changes.attempts ?? this.attempts,
      isRefresh: changes.isRefresh ?? this.isRefresh,
      background: changes.background ?? this.background,
      retryOnCapacity: changes.retryOnCapacity ?? this.retryOnCapacity,
      isCutOff: changes.isCutOff ?? this.isCutOff,
    }
    return new Context(fields, deadline)
  }

  /** The same call below a span, which also notes what happens on its behalf. */
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

/** What explains the time of a part, and is no span of its own. */
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

/** Counts upstream attempts where they are made; those of shared work that the caller waits for are its own, too. */
export class Attempts {
  #made = 0
  #own: string | undefined
  #shared: Set<Attempts> | undefined
  /** What was asked last: a provider, or shared work. */
  #last: Attempts | undefined

  /** One more at this provider; -1 takes back one that has not reached it. */
  count(provider: string, by = 1): void {
    this.#made += by
    this.#own = provider
    this.#last = undefined
  }

  /** From now on those of the other count here as well, also the ones that it has still to make. */
  include(other: Attempts): void {
    this.#shared ??= new Set()
    this.#shared.add(other)
    this.#last = other
  }

  get made(): number {
    let made = this.#made
    for (const other of this.#shared ?? []) made += other.made
    return made
  }

  /** Which provider was asked last. */
  get provider(): string | undefined {
    return this.#last?.provider ?? this.#own
  }
}

/** Background priority, until somebody who waits for an answer joins the work: then it is raised, for good. */
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

  /** How many wait for it to be raised. */
  get listeners(): number {
    return this.#listeners.size
  }
}
