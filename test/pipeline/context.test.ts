import { expect, test } from 'vitest'
import { never, neverAborted } from '../../src/core/abort.ts'
import { Attempts, Background, type Context } from '../../src/pipeline/context.ts'
import { createContext } from '../support/context.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const clock = createVirtualClock()

test('fields that are not changed come from the original context', () => {
  const from = createContext(clock, { requestId: 'r1', traceparent: 'tp', isRefresh: true })
  const attempts = new Attempts()
  const made = from.with({ cancellation: never, attempts })
  const { scope, emit, deadline } = from
  expect(made).toMatchObject({ requestId: 'r1', traceparent: 'tp', isRefresh: true, scope, emit, deadline })
  expect([made.signal, made.attempts]).toEqual([neverAborted, attempts])
  expect(made.with({ isRefresh: false })).toMatchObject({ isRefresh: false, attempts })
})

test('a deadline that moves is read anew, through any number of contexts', () => {
  let end = 100
  const made = createContext(clock)
    .with({}, () => end)
    .with({ attempts: new Attempts() })
    .with({ cancellation: never })
  expect(made.deadline).toBe(100)
  end = 250
  expect(made.deadline).toBe(250)
})

test('a copy made by spreading freezes no deadline: it has none, and is no context to the compiler', () => {
  const copy = { ...createContext(clock) }
  expect('deadline' in copy).toBe(false)
  // @ts-expect-error: a Context cannot be made by spreading another.
  const context: Context = copy
  expect(context).toBe(copy)
})

test('attempts of joined work count too, later ones included, and each once', () => {
  const [part, flight, inner] = [new Attempts(), new Attempts(), new Attempts()]
  part.include(flight)
  flight.include(inner)
  flight.include(inner)
  inner.count('sea')
  expect([part.made, part.provider]).toEqual([1, 'sea'])
  flight.count('fog')
  flight.count('fog', -1)
  inner.count('sea')
  expect([part.made, inner.made]).toEqual([2, 2])
})

test('the provider is the one asked last, by itself or by work that was joined', () => {
  const [flight, inner] = [new Attempts(), new Attempts()]
  flight.count('first')
  flight.include(inner)
  expect(flight.provider).toBe('first')
  inner.count('second')
  expect(flight.provider).toBe('second')
  flight.count('third')
  expect(flight.provider).toBe('third')
})

test('a priority that is raised stays raised, and tells those that listen once', () => {
  const background = new Background()
  const ctx = createContext(clock, { background })
  const told: string[] = []
  background.onRaise(() => void told.push('first'))
  const stop = background.onRaise(() => void told.push('stopped'))
  stop()
  expect(ctx.isBackground).toBe(true)
  background.raise()
  background.raise()
  background.onRaise(() => void told.push('late'))
  expect([ctx.isBackground, told, background.listeners]).toEqual([false, ['first', 'late'], 0])
})
