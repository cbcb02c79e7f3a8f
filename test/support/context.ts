import { getEventListeners } from 'node:events'
import type { Clock } from '../../src/core/clock.ts'
import type { Context } from '../../src/pipeline/call.ts'
import { createScope, type Scope } from '../../src/runtime/runtime.ts'

export interface TestContext extends Context {
  /** Ends the signal. */
  abort(reason?: unknown): void
  /** What was handed to `waitUntil`. */
  readonly tasks: readonly Promise<unknown>[]
  /** Listeners still on the signal: 0 when nothing was left behind. */
  readonly listeners: number
}

export interface ContextOptions extends Partial<Omit<Context, 'signal' | 'waitUntil' | 'deadline'>> {
  /** Milliseconds from now until the deadline. The signal does not abort by itself. */
  budgetMs?: number
  scope?: Scope
}

const shared = new WeakMap<Clock, Scope>()

/** Makes the context of one caller. Callers with the same clock share a scope unless they are given their own. */
export function createContext(clock: Clock, options: ContextOptions = {}): TestContext {
  const { budgetMs = 5_000, ...rest } = options
  const controller = new AbortController()
  const tasks: Promise<unknown>[] = []
  return {
    requestId: 'test',
    scope: scopeOf(clock),
    emit: () => {},
    ...rest,
    signal: controller.signal,
    deadline: clock.elapsed() + budgetMs,
    tasks,
    waitUntil(task) {
      task.catch(() => {})
      tasks.push(task)
    },
    abort: (reason = new Error('left')) => controller.abort(reason),
    get listeners() {
      return listenersOn(controller.signal)
    },
  }
}

/** How many wait for a signal to abort. */
export const listenersOn = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

function scopeOf(clock: Clock): Scope {
  const known = shared.get(clock)
  if (known) return known
  const made = createScope()
  shared.set(clock, made)
  return made
}
