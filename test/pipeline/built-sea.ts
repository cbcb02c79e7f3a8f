// One source driven through all of its layers, against an upstream that is a function.
import { z } from 'zod'
import { AppError } from '../../src/core/errors.ts'
import { buildSource } from '../../src/pipeline/build.ts'
import { defineEndpoint } from '../../src/pipeline/endpoint.ts'
import { Permits } from '../../src/pipeline/guards/permits.ts'
import { Memory } from '../../src/pipeline/keep/memory.ts'
import { defaultPolicy, defineSource, type Policy } from '../../src/pipeline/source.ts'
import { createStats } from '../../src/pipeline/stats.ts'
import type { Store } from '../../src/runtime/runtime.ts'
import { type ContextOptions, createContext } from '../support/context.ts'
import { createRecorder } from '../support/recorder.ts'
import { createScriptedRuntime, type Upstream } from '../support/scripted-runtime.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

export interface Settings {
  SEA_URL: string
}

export const Settings: z.ZodType<Settings> = z.object({ SEA_URL: z.string() })

export const near = defineEndpoint<string, string, Settings>({
  name: 'marine/near',
  provider: 'near',
  accept: 'text',
  describe: (zone, { SEA_URL }) => ({ url: `${SEA_URL}/near/${zone}` }),
  decode(body) {
    if (body === 'OVER QUOTA') throw new AppError('upstream_rate_limited', 'its own words')
    if (body === 'lies') throw new AppError('upstream_invalid', 'truncated')
    return body
  },
})

export const far = defineEndpoint<string, string, Settings>({
  name: 'marine/far',
  provider: 'far',
  accept: 'text',
  describe: (office, { SEA_URL }) => ({ url: `${SEA_URL}/far/${office}` }),
  decode: (body) => body,
})

/** Asks `near` for a zone; when that fails, takes the zone from the one text that `far` has for all of them. */
export const source = defineSource<string, string, Settings>({
  name: 'marine',
  settings: Settings,
  policy: defaultPolicy,
  providers: [
    { name: 'near', baseUrl: ({ SEA_URL }) => SEA_URL },
    { name: 'far', baseUrl: () => null },
  ],
  endpoints: [near, far],
  key: (zone) => zone,
  label: (zone) => zone.toUpperCase(),
  output: z.string(),
  attribution: (provider) => (provider === 'far' ? 'from afar' : null),
  build(kit) {
    const product = kit.keep({ name: 'marine/product', key: (office: string) => office }, kit.ask(far))
    return kit.fallback([
      { provider: 'near', call: kit.ask(near) },
      {
        provider: 'far',
        async call(zone, ctx) {
          const answer = await product('lwx', ctx)
          return { ...answer, value: `${zone} in ${answer.value}` }
        },
      },
    ])
  },
})

export function built(
  upstream: Upstream,
  policy: Partial<Policy> = {},
  { store = null }: { store?: Store | null } = {},
) {
  const clock = createVirtualClock()
  const events = createRecorder()
  const runtime = createScriptedRuntime(clock, upstream, { store })
  const stats = createStats(clock)
  const emit: typeof events.emit = (event) => {
    events.emit(event)
    stats.listen(event)
  }
  const poolPermits = new Permits({
    name: 'pool',
    limits: 'all upstreams',
    concurrency: 64,
    queue: 1_000,
    clock,
  })
  const marine = buildSource(
    source,
    { SEA_URL: 'https://sea.test/data?key=secret' },
    () => ({ ...defaultPolicy, ...policy }),
    {
      runtime,
      memory: new Memory({ maxBytes: 1e6 }),
      stats,
      poolPermits,
      userAgent: 'test',
    },
  )
  const ask = (zone: string, given?: ContextOptions) => {
    const ctx = createContext(clock, { emit, ...given })
    const result = marine.ask(zone, ctx)
    result.catch(() => {})
    return { ctx, result }
  }
  const paths = () => runtime.requests.map(({ url }) => url.split('/').slice(-2).join('/'))
  return { clock, events, runtime, marine, ask, poolPermits, paths }
}

export const text = { 'content-type': 'text/plain' }
export const fog: Upstream = () => ({ headers: text, body: 'fog', afterMs: 300 })
export const nearIsDown: Upstream = ({ url }) =>
  url.includes('/near/') ? { status: 500 } : { headers: text, body: 'fog' }
