// The cold path from our own send upwards, as far as RUNG says: each rung adds to the one before it. Bodies are not read, so
// that a rung shows what it costs itself.
import { createHook } from 'node:async_hooks'
import { createServer } from 'node:http'
import { readConfig } from '../../src/config/config.ts'
import { Cancellation, neverAborted } from '../../src/core/abort.ts'
import { readBounded } from '../../src/core/bytes.ts'
import { systemClock as clock } from '../../src/core/clock.ts'
import { silent } from '../../src/core/events.ts'
import { registry } from '../../src/entry/compose.ts'
import { createCollector } from '../../src/parts/collector.ts'
import { createAttempt } from '../../src/pipeline/attempt.ts'
import { buildSource } from '../../src/pipeline/build.ts'
import type { Call } from '../../src/pipeline/call.ts'
import { Context } from '../../src/pipeline/context.ts'
import { exchange } from '../../src/pipeline/exchange.ts'
import { createGuards } from '../../src/pipeline/guards/guards.ts'
import { Permits } from '../../src/pipeline/guards/permits.ts'
import { Memory } from '../../src/pipeline/keep/memory.ts'
import type { Policy, Source } from '../../src/pipeline/source.ts'
import { createStats } from '../../src/pipeline/stats.ts'
import { createNodeRuntime } from '../../src/runtime/node/node.ts'
import { zoneById } from '../../src/sources/marine/catalogue/zones.ts'
import type { MarineText } from '../../src/sources/marine/schema.ts'
import { marine } from '../../src/sources/marine/source.ts'
import { zoneFile } from '../../src/sources/marine/zone-file.ts'
import { answerIpc } from '../support/answer-ipc.ts'
import { zonesAsked } from '../support/bare-gather.ts'

const config = readConfig(process.env, registry)
const settings = config.settingsOf(marine)
const policyOf = (provider?: string): Policy => config.policyOf(marine as unknown as Source, provider)
const policy = policyOf('tgftp')
const runtime = createNodeRuntime({
  clock,
  threadFile: new URL('../../src/entry/thread.ts', import.meta.url),
})
const userAgent = 'tributary/bench'
const poolPermits = new Permits({ name: 'pool', limits: 'all', concurrency: 4_000, queue: 10_000, clock })
const options = { runtime, memory: new Memory({ maxBytes: 1e6 }), stats: createStats({ now: clock.now }) }

const nothing = { issuedAt: null, expiresAt: null, headlines: [], synopsis: null, hazards: [], periods: [] }
const unread: typeof zoneFile = { ...zoneFile, decode: (): MarineText => ({ ...nothing, raw: '' }) }
const source: typeof marine = {
  ...marine,
  build: (kit) =>
    marine.build({
      ...kit,
      ask: (endpoint) => kit.ask((endpoint as unknown) === zoneFile ? (unread as never) : endpoint),
    }),
}

const { timeoutMs } = policy
const attempt = createAttempt({ clock, timeoutMs, exchange: exchange({ runtime, userAgent, settings }) })
const guards = createGuards({
  source: 'marine',
  provider: { name: 'tgftp' },
  policy: { ...policy, concurrency: 2_000 },
  runtime,
  poolPermits,
})
const built = buildSource(source, settings, policyOf, {
  ...options,
  poolPermits,
  userAgent,
})

function outgoing(id: string) {
  const input = { zone: zoneById(id) ?? { id, textPath: '' }, now: clock.now() }
  const request = unread.describe(input, settings)
  return { source: 'marine', endpoint: unread, request, input, maxBytes: policy.maxBytes }
}

const rungs: Record<string, Call<string, unknown>> = {
  async send(id) {
    const { request, maxBytes } = outgoing(id)
    const headers = { 'user-agent': userAgent, accept: 'text/plain' }
    const response = await runtime.send({ method: 'GET', url: request.url, headers, maxBytes }, neverAborted)
    return readBounded(response.body, maxBytes)
  },
  attempt: (id, ctx) => attempt(outgoing(id), ctx),
  guards: (id, ctx) => guards.call(() => attempt(outgoing(id), ctx), ctx),
  source: (zone, ctx) => built.ask({ zone }, ctx),
  part: (zone, ctx) =>
    createCollector({
      context: () => ctx,
      requestId: 'bench',
      emit: silent,
      runtime,
      built: () => built as never,
      settingsOf: () => settings as never,
    }).ask(source, { zone }, (text) => text),
}
const rung = rungs[process.env.RUNG ?? '']
if (!rung) throw new Error(`RUNG is one of ${Object.keys(rungs).join(', ')}`)

const context = (): Context => {
  const fields = { scope: runtime.scope(), requestId: 'bench', emit: silent, waitUntil: () => {} }
  return new Context({ ...fields, cancellation: new Cancellation() }, clock.elapsed() + 20_000)
}

let promises = 0
const counting = createHook({
  init(_, type) {
    if (type === 'PROMISE') promises++
  },
})

answerIpc(
  createServer((request, response) => {
    const ctx = context()
    const ids = zonesAsked(request.url) ?? []
    void Promise.allSettled(ids.map((id) => rung(id, ctx))).then((settled) => {
      const failed = settled.filter(({ status }) => status === 'rejected').length
      response.writeHead(failed === 0 ? 200 : 502, { 'content-length': 0 }).end()
    })
  }),
  {
    count() {
      promises = 0
      counting.enable()
      return null
    },
    promises: () => promises,
  },
)
