// The contract of every guard and of everything else around a call. One line in a test runs it.
import { expect, test } from 'vitest'
import { ClientGone } from '../../src/core/abort.ts'
import { AppError } from '../../src/core/errors.ts'
import type { Answer, Call } from '../../src/pipeline/call.ts'
import type { Guard } from '../../src/pipeline/guards/guard.ts'
import { createPass } from '../../src/pipeline/guards/pass.ts'
import { answerOf } from './answers.ts'
import { createContext } from './context.ts'
import { createRecorder } from './recorder.ts'
import { createScriptedCall } from './scripted-call.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

const who = { source: 'marine', provider: 'sea' }

/** A call behind guards, for tests of what they refuse, delay and learn from. */
export const through =
  <In, Out>(guards: readonly Guard[], call: Call<In, Out>, asked = who): Call<In, Out> =>
  (input, ctx) =>
    createPass({ ...asked, guards, retries: 0, clock: createVirtualClock() })(
      () => call(input, ctx) as never,
      ctx,
    ) as Promise<never>

/** Tests a guard, created anew for each test, against the contract of guards. */
export function promisesOfAGuard(make: (clock: VirtualClock) => Guard): void {
  promisesAround((clock, call) => through([make(clock)], call))
}

/** Tests anything that wraps a call against the contract of wrappers. */
export function promisesAround(
  put: (clock: VirtualClock, call: Call<string, Answer<string>>) => Call<string, Answer<string>>,
): void {
  const around = () => {
    const clock = createVirtualClock()
    const inner = createScriptedCall<string, Answer<string>>()
    const ctx = createContext(clock, createRecorder())
    return { clock, inner, ctx, call: put(clock, inner.call) }
  }

  test('passes an input down and its answer up', async () => {
    const { clock, inner, ctx, call } = around()
    const answer = call('k', ctx)
    await clock.settle()
    expect(inner.asked.map(({ input }) => input)).toEqual(['k'])
    inner.answer(answerOf('fog', clock.now()))
    await expect(answer).resolves.toEqual(answerOf('fog', clock.now()))
    await clock.settle()
    expect([ctx.listeners, clock.timers]).toEqual([0, 0])
  })

  test('passes an error on unchanged, and leaves nothing behind', async () => {
    for (const error of [new AppError('upstream_invalid', 'no'), new TypeError('a bug')]) {
      const { clock, inner, ctx, call } = around()
      const failing = call('k', ctx)
      await clock.settle()
      inner.fail(error)
      await expect(failing).rejects.toBe(error)
      await clock.settle()
      expect([ctx.listeners, clock.timers]).toEqual([0, 0])
    }
  })

  test('rejects with the reason of an aborted signal, and leaves no work behind', async () => {
    const { clock, inner, ctx, call } = around()
    const reason = new ClientGone()
    ctx.abort(reason)
    await expect(call('k', ctx)).rejects.toBe(reason)
    await clock.settle()
    expect([inner.pending.length, ctx.listeners, clock.timers]).toEqual([0, 0, 0])
  })

  test('rejects with the reason of a signal that aborts meanwhile, and ends the inner call', async () => {
    const { clock, inner, ctx, call } = around()
    const reason = new ClientGone()
    const leaving = call('k', ctx)
    await clock.settle()
    expect(inner.pending.length).toBe(1)
    ctx.abort(reason)
    await expect(leaving).rejects.toBe(reason)
    await clock.settle()
    expect([inner.pending.length, ctx.listeners, clock.timers]).toEqual([0, 0, 0])
  })
}
