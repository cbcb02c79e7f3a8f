// A rate guard whose shared rate answers as the test says.
import { createRate, type RateOptions } from '../../../src/pipeline/guards/rate.ts'
import type { ReserveOptions, SharedRate } from '../../../src/runtime/runtime.ts'
import { type ContextOptions, createContext } from '../../support/context.ts'
import { through } from '../../support/guard-contract.ts'
import { createRecorder } from '../../support/recorder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

export const who = { source: 'geocode', provider: 'nominatim' }
export type Reservation = Awaited<ReturnType<SharedRate['reserve']>>

/** A shared rate that answers what it is told to, and keeps what it was asked. */
export function scripted(reserve: () => Promise<Reservation>) {
  const wishes: (ReserveOptions & { name: string })[] = []
  const holds: [string, number][] = []
  const shared: SharedRate = {
    reserve(name, wish) {
      wishes.push({ name, ...wish })
      return reserve()
    },
    hold: async (name, ms) => void holds.push([name, ms]),
  }
  return { wishes, holds, shared }
}

export function rateWith(
  reserve: () => Promise<Reservation>,
  { rps = 1, burst = 1, ...more }: Partial<RateOptions> & Partial<Pick<SharedRate, 'toleranceMs'>> = {},
) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const { wishes, holds, shared: rest } = scripted(reserve)
  const { toleranceMs, ...options } = more
  const shared = toleranceMs === undefined ? rest : { ...rest, toleranceMs }
  const starts: number[] = []
  const rate = createRate({ ...who, rps, burst, clock, shared, ...options })
  const call = through<string, { cooldownMs?: number }>(
    [rate],
    async () => {
      starts.push(clock.elapsed())
      return { cooldownMs: 7_000 }
    },
    who,
  )
  const ask = (more?: ContextOptions) => {
    const ctx = createContext(clock, { emit: events.emit, ...more })
    const result = call('k', ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  return { clock, events, wishes, holds, starts, ask }
}

export const at = (waitMs: number, isReserved = true) => Promise.resolve({ waitMs, isReserved })
