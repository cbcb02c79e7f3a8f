import type { Context } from './call.ts'

/** Every field is there, with a value or without: all derived contexts have one shape. */
type Whole = { readonly [Name in keyof Required<Context>]: Context[Name] }

/**
 * A context made from another, with these fields changed. Its deadline is read anew each time, from `deadline` or from the
 * context it was made from, because that of a flight moves when a rider with more time joins.
 *
 * A literal that spreads the other and adds a getter would do the same at fifty times the cost: each such object gets a
 * hidden class of its own, and whoever reads it afterwards is slow.
 */
export function derive(
  from: Context,
  changes: Partial<Pick<Context, 'signal' | 'tally' | 'spare' | 'span' | 'emit'>>,
  deadline?: () => number,
): Context {
  return new Derived(from, changes, deadline) as Context
}

class Derived implements Whole {
  readonly signal: Context['signal']
  declare readonly deadline: number
  readonly scope: Context['scope']
  readonly requestId: Context['requestId']
  readonly traceparent: Context['traceparent']
  readonly tracestate: Context['tracestate']
  readonly span: Context['span']
  readonly tally: Context['tally']
  readonly refresh: Context['refresh']
  readonly turnUntil: Context['turnUntil']
  readonly spare: Context['spare']
  readonly patient: Context['patient']
  readonly emit: Context['emit']
  readonly waitUntil: Context['waitUntil']
  readonly #from: Context
  readonly #deadline: (() => number) | undefined

  constructor(
    from: Context,
    { signal, tally, spare, span, emit }: Partial<Context>,
    deadline: (() => number) | undefined,
  ) {
    this.signal = signal ?? from.signal
    this.scope = from.scope
    this.requestId = from.requestId
    this.traceparent = from.traceparent
    this.tracestate = from.tracestate
    this.span = span ?? from.span
    this.tally = tally ?? from.tally
    this.refresh = from.refresh
    this.turnUntil = from.turnUntil
    this.spare = spare ?? from.spare
    this.patient = from.patient
    this.emit = emit ?? from.emit
    this.waitUntil = from.waitUntil
    this.#from = from
    this.#deadline = deadline
    Object.defineProperty(this, 'deadline', Derived.#live)
  }

  // The object's own, so that a copy has it too; one descriptor for all, so that they stay of one shape.
  static readonly #live: PropertyDescriptor & ThisType<Derived> = {
    get() {
      return this.#deadline ? this.#deadline() : this.#from.deadline
    },
    enumerable: true,
    configurable: true,
  }
}
