import { getEventListeners } from 'node:events'
import { Cancellation } from '../../src/core/abort.ts'
import type { Clock } from '../../src/core/clock.ts'
import { Context, type ContextFields } from '../../src/pipeline/context.ts'
import { createScope, type Scope } from '../../src/runtime/runtime.ts'

export interface ContextOptions extends Partial<Omit<ContextFields, 'cancellation' | 'waitUntil'>> {
  /** Milliseconds from now until the deadline. The signal does not abort by itself. */
  budgetMs?: number
}

/** The context of one caller in a test. */
export class TestContext extends Context {
  /** Work passed to `waitUntil`. */
  readonly tasks: readonly Promise<unknown>[]

  constructor(clock: Clock, { budgetMs = 5_000, ...fields }: ContextOptions) {
    const cancellation = new Cancellation()
    const tasks: Promise<unknown>[] = []
    const waitUntil = (task: Promise<unknown>): void => {
      task.catch(() => {})
      tasks.push(task)
    }
    const usual = { requestId: 'test', scope: scopeOf(clock), emit: () => {} }
    super({ ...usual, ...fields, cancellation, waitUntil }, clock.elapsed() + budgetMs)
    this.tasks = tasks
  }

  /** Aborts the signal. */
  abort(reason: unknown = new Error('left')): void {
    this.cancellation.abort(reason)
  }

  /** Listeners on its end: 0 when all have been removed. */
  get listeners(): number {
    return this.cancellation.listeners
  }
}

const shared = new WeakMap<Clock, Scope>()

/** Creates the context of one caller. Callers with the same clock share a scope unless they are given their own. */
export const createContext = (clock: Clock, options: ContextOptions = {}): TestContext =>
  new TestContext(clock, options)

/** Number of abort listeners of a signal. */
export const listenersOn = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

function scopeOf(clock: Clock): Scope {
  const known = shared.get(clock)
  if (known) return known
  const made = createScope()
  shared.set(clock, made)
  return made
}
