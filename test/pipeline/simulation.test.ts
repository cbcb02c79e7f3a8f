// Permits, rate and pool under random traffic, in virtual time. A failing seed is in the name of its test; replay it alone
// with SIMULATION_SEED=<seed>.
import { expect, test } from 'vitest'
import { ClientGone, neverAborted } from '../../src/core/abort.ts'
import { AppError } from '../../src/core/errors.ts'
import { createAttempt } from '../../src/pipeline/attempt.ts'
import type { Exchange, Incoming, Outgoing } from '../../src/pipeline/endpoint.ts'
import { createBreaker } from '../../src/pipeline/guards/breaker.ts'
import type { Guard } from '../../src/pipeline/guards/guard.ts'
import { Permits } from '../../src/pipeline/guards/permits.ts'
import { createRate } from '../../src/pipeline/guards/rate.ts'
import { createContext } from '../support/context.ts'
import { through } from '../support/guard-contract.ts'
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts'

const given = process.env.SIMULATION_SEED
const seeds = given === undefined ? Array.from({ length: 200 }, (_, index) => index + 1) : [Number(given)]
const timeoutMs = 400
const maxBudgetMs = 3_000
const arrivalsMs = 8_000
const outgoing: Outgoing = {
  source: 's',
  endpoint: { provider: 'p', accept: 'text' },
  request: { url: 'https://p.test/' },
  input: 'k',
  maxBytes: 1,
}

/** Sees that no more permits are held than there are at the moment one is given. */
function counted(permits: Permits): Guard<null> {
  let holding = 0
  return {
    name: 'limit',
    enter() {
      if (holding >= permits.concurrency)
        throw new Error(`${holding + 1} hold ${permits.concurrency} permits`)
      holding++
      return null
    },
    leave: () => void holding--,
  }
}

/** An upstream behind its guards, that answers, fails, asks for time, or goes deaf. */
function upstreamOf(
  index: number,
  clock: VirtualClock,
  poolPermits: Permits,
  upTo: (most: number) => number,
) {
  const who = { source: 's', provider: `p${index}` }
  const permits = new Permits({
    name: 'limit',
    limits: who.provider,
    concurrency: 1 + upTo(5),
    queue: upTo(20),
    clock,
  })
  const rps = clock.random() < 0.5 ? 0 : 2 + upTo(30)
  const rate = createRate({ ...who, rps, burst: 1 + upTo(3), clock })
  const breaker = createBreaker({ ...who, clock })
  const guards = [breaker, permits, counted(permits), rate, poolPermits, counted(poolPermits)]
  const isBroken = clock.random() < 0.3
  const exchange: Exchange = async (_, ctx) => {
    const fate = clock.random()
    await clock.wait(upTo(600), fate < 0.1 ? neverAborted : ctx.signal)
    // Often enough to open its breaker.
    if (isBroken && fate < 0.9) throw new AppError('upstream_error', '500')
    if (fate < 0.3) throw new AppError('upstream_error', '503', { retryAfterMs: 1 + upTo(500) })
    return { text: '', bytes: 0, ...(fate < 0.4 && { cooldownMs: upTo(200) }) }
  }
  const attempt = createAttempt({ clock, timeoutMs, exchange })
  const call = through<Outgoing, Incoming>(guards, attempt, who)
  return { permits, call }
}

async function simulate(seed: number) {
  const clock = createVirtualClock({ seed })
  const upTo = (most: number): number => Math.floor(clock.random() * most)
  const poolPermits = new Permits({
    name: 'pool',
    limits: 'pool',
    concurrency: 1 + upTo(6),
    queue: upTo(40),
    clock,
  })
  const upstreams = Array.from({ length: 2 + upTo(4) }, (_, index) =>
    upstreamOf(index, clock, poolPermits, upTo),
  )
  const callers = Array.from({ length: 160 }, () => ({
    listeners: -1,
    settled: false,
    bug: undefined as unknown,
  }))
  const pick = <T>(list: readonly T[]): T => list[upTo(list.length)] as T

  for (const caller of callers)
    clock.after(upTo(arrivalsMs), () => {
      const ctx = createContext(clock, { budgetMs: 1 + upTo(maxBudgetMs) })
      const reason = clock.random() < 0.5 ? new ClientGone() : new AppError('deadline', 'over')
      if (clock.random() < 0.4) clock.after(upTo(800), () => ctx.abort(reason))
      const end = (error?: unknown): void => {
        const isExpected = error === undefined || error instanceof AppError || error instanceof ClientGone
        Object.assign(caller, {
          settled: true,
          listeners: ctx.listeners,
          bug: isExpected ? undefined : error,
        })
      }
      pick(upstreams)
        .call(outgoing, ctx)
        .then(() => end(), end)
    })
  for (let i = 0; i < 20; i++)
    clock.after(upTo(4_000), () => {
      pick([poolPermits, ...upstreams.map(({ permits }) => permits)]).concurrency = 1 + upTo(6)
    })
  await clock.advance(arrivalsMs + maxBudgetMs + timeoutMs)
  return { clock, upstreams, poolPermits, callers }
}

test.each(seeds)('nothing is stuck and no permit is lost or made (seed %i)', async (seed) => {
  const { clock, upstreams, poolPermits, callers } = await simulate(seed)
  expect(callers.map(({ bug }) => bug).filter(Boolean)).toEqual([])
  expect(callers.filter(({ settled, listeners }) => !settled || listeners !== 0)).toEqual([])
  await clock.advance(600)
  for (const permits of [poolPermits, ...upstreams.map((upstream) => upstream.permits)]) {
    expect([permits.inUse, permits.queued]).toEqual([0, 0])
    let running = 0
    const take = () => permits.run(async () => void running++, createContext(clock))
    await Promise.all(Array.from({ length: permits.concurrency }, take))
    expect(running).toBe(permits.concurrency)
  }
  expect(clock.timers).toBe(0)
})
