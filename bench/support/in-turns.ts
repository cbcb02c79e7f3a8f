// Subjects measured in turns, a short round each: whatever else the machine does, it does to all of them alike.
import { closedLoop } from './load.ts'
import { median } from './table.ts'
import type { Target } from './target.ts'

export interface Subject {
  name: string
  target: Target
  path: string
  headers?: Record<string, string>
  /** Asked in turn, instead of the one path. */
  paths?: readonly string[]
}

export interface Measured {
  name: string
  /** A value a round. */
  perSecond: number[]
  cpuUs: number[]
  p99: number[]
}

/** Loads each subject in turn, round after round. The first round warms up and does not count. */
export async function inTurns(
  subjects: readonly Subject[],
  { rounds, seconds, connections }: { rounds: number; seconds: number; connections: number },
): Promise<Measured[]> {
  const measured = subjects.map(({ name }): Measured => ({ name, perSecond: [], cpuUs: [], p99: [] }))
  for (let round = -1; round < rounds; round++) {
    for (const [index, { name, target, path, headers = {}, paths = [] }] of subjects.entries()) {
      const before = await target.cpuMs()
      const load = await closedLoop({ url: target.url + path, connections, seconds, headers, paths })
      const cpuMs = (await target.cpuMs()) - before
      if (load.errors > 0) throw new Error(`${name}: ${load.errors} requests failed`)
      if (round < 0) continue
      measured[index]?.perSecond.push(load.perSecond)
      measured[index]?.cpuUs.push((cpuMs * 1_000) / load.requests)
      measured[index]?.p99.push(load.p99)
    }
  }
  return measured
}

/** The median of the ratios within each round: `a` to `b`. */
export const ratio = (a: readonly number[], b: readonly number[]): number =>
  median(a.map((value, round) => value / (b[round] ?? Number.NaN)))
