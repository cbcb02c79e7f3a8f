// What does each guard add to a call that an upstream answers at once? Found by leaving one out: the difference to all of
// them, in ns a call.
import { never } from '../src/core/abort.ts'
import { systemClock as clock } from '../src/core/clock.ts'
import { silent } from '../src/core/events.ts'
import { Context } from '../src/pipeline/context.ts'
import { createAdaptiveLimit } from '../src/pipeline/guards/adaptive-limit.ts'
import { createBreaker } from '../src/pipeline/guards/breaker.ts'
import type { Guard } from '../src/pipeline/guards/guard.ts'
import { createPass } from '../src/pipeline/guards/pass.ts'
import { Permits } from '../src/pipeline/guards/permits.ts'
import { createRate } from '../src/pipeline/guards/rate.ts'
import { createScope } from '../src/runtime/runtime.ts'
import { report } from './support/report.ts'
import { percentile, printTable, spread } from './support/table.ts'

const rounds = 41
const calls = 960
const atOnce = 16

const who = { source: 'sea', provider: 'sea' }
const permits = new Permits({ name: 'limit', limits: 'sea', concurrency: 64, queue: 256, clock })
const poolPermits = new Permits({ name: 'pool', limits: 'all', concurrency: 256, queue: 256, clock })
const all: readonly Guard[] = [
  createBreaker({ ...who, clock }),
  createAdaptiveLimit({ ...who, permits, clock }),
  createRate({ ...who, rps: 0, burst: 1, clock }),
  poolPermits,
]

const scope = createScope()
const fields = { cancellation: never, scope, requestId: 'bench', emit: silent, waitUntil: () => {} }
const answer = async () => ({ text: 'calm', bytes: 4, upstreamMs: 1 })

async function nsPerCall(guards: readonly Guard[]): Promise<number> {
  const pass = createPass({ ...who, guards, retries: 0, clock })
  const startedAt = performance.now()
  for (let done = 0; done < calls; done += atOnce) {
    const call = () => pass(answer, new Context(fields, clock.elapsed() + 5_000))
    await Promise.all(Array.from({ length: atOnce }, call))
  }
  return ((performance.now() - startedAt) * 1e6) / calls
}

const variants: readonly { name: string; guards: readonly Guard[]; ns: number[] }[] = [
  { name: 'all guards', guards: all, ns: [] },
  { name: 'none', guards: [], ns: [] },
  ...all.map(({ name }) => ({ name, guards: all.filter((other) => other.name !== name), ns: [] })),
]
for (let round = -3; round < rounds; round++) {
  for (const { guards, ns } of variants) {
    const took = await nsPerCall(guards)
    // The first rounds warm up.
    if (round >= 0) ns.push(took)
  }
}
const [whole, none, ...without] = variants
// The quickest tenth of the rounds: whatever else the machine does only ever adds.
const undisturbed = (ns: readonly number[]): number => percentile(ns, 0.1)
const total = undisturbed(whole?.ns ?? [])
const added = without.map(({ name, ns }) => ({ label: name, ns: total - undisturbed(ns) }))
printTable(`stack: ns a call, quickest tenth of ${rounds} rounds of ${calls} calls, ${atOnce} at once`, [
  { what: 'all guards', ns: total.toFixed(0), 'median and spread': spread(whole?.ns ?? [], 0) },
  {
    what: 'none',
    ns: undisturbed(none?.ns ?? []).toFixed(0),
    'median and spread': spread(none?.ns ?? [], 0),
  },
  ...added.map(({ label, ns }) => ({
    what: `less without ${label}`,
    ns: ns.toFixed(0),
    'median and spread': '',
  })),
])
report('all guards together, a call that nothing holds up', (total - undisturbed(none?.ns ?? [])) / 1_000, {
  unit: ' µs',
})
