// What is left of the service when far more is asked than its upstream can give? Open loop on one route, every request for
// another key and none cached: capacity is the upstream's limit divided by its latency. Beyond it, what is answered must
// stay as much and nearly as quick, and what is refused must cost next to nothing. Times are those of a whole machine: on a
// busy one they say more about it than about the service, whose policies test/http/overload.test.ts holds to in virtual time.
import { openLoop } from './support/open-loop.ts'
import { report } from './support/report.ts'
import { percentile, printTable } from './support/table.ts'
import { startTarget } from './support/target.ts'

const upstreamMs = 100
const concurrency = 16
const capacity = (concurrency / upstreamMs) * 1_000
/** Long enough for a queue to be seen for what it is, and for the route's own memory to settle. */
const warmUpSeconds = 4
const seconds = 6

const upstream = await startTarget('listings', { environment: { UPSTREAM_MS: String(upstreamMs) } })
const service = await startTarget('service', {
  environment: {
    REDDIT_URL: upstream.url,
    REDDIT_CONCURRENCY: String(concurrency),
    REDDIT_RPS: '0',
    LOG_LEVEL: 'warn',
  },
})

let key = 0
const url = (): string => `${service.url}/v1/reddit/top?subreddits=k${(key++).toString(36)}`

interface Level {
  times: number
  goodput: number
  p50: number
  p99: number
  refused: number
  cpuMs: number
  served: number
  refusalP50: number
  refusalP99: number
  other: number
}
const levels: Level[] = []
for (const times of [0.5, 1, 2, 5, 10]) {
  const perSecond = capacity * times
  await openLoop({ url, perSecond, seconds: warmUpSeconds })
  const before = await service.cpuMs()
  const sent = await openLoop({ url, perSecond, seconds })
  const cpuMs = (await service.cpuMs()) - before
  const served = sent.filter(({ status }) => status === 200).map(({ tookMs }) => tookMs)
  const refused = sent.filter(({ status }) => status === 503).map(({ tookMs }) => tookMs)
  levels.push({
    times,
    goodput: served.length / seconds,
    p50: percentile(served, 0.5),
    p99: percentile(served, 0.99),
    refused: refused.length,
    cpuMs,
    served: served.length,
    refusalP50: percentile(refused, 0.5),
    refusalP99: percentile(refused, 0.99),
    other: sent.length - served.length - refused.length,
  })
}
await service.stop()
await upstream.stop()

const peak = Math.max(...levels.map(({ goodput }) => goodput))
// An answer costs the same at any load; what is more than that was spent on refusals.
const [calm] = levels
const perAnswerMs = calm ? calm.cpuMs / calm.served : Number.NaN
console.log(`CPU ms an answer at half load: ${perAnswerMs.toFixed(3)}`)
const whole = (value: number): string => (Number.isNaN(value) ? '' : value.toFixed(0))
printTable(
  `overload: ${concurrency} places at an upstream of ${upstreamMs} ms, capacity ${capacity}/s`,
  levels.map((level) => ({
    'offered / capacity': level.times,
    'goodput /s': whole(level.goodput),
    'of peak': `${whole((level.goodput / peak) * 100)} %`,
    'p50 ms': whole(level.p50),
    'p99 ms': whole(level.p99),
    'p99 / upstream': (level.p99 / upstreamMs).toFixed(2),
    'refused /s': whole(level.refused / seconds),
    'refusal p50 ms': level.refusalP50,
    'refusal p99 ms': level.refusalP99,
    'CPU µs a refusal':
      level.refused > 100 ? whole(((level.cpuMs - level.served * perAnswerMs) / level.refused) * 1_000) : '',
    'no answer, or another': level.other,
  })),
)
const worst = Math.min(...levels.filter(({ times }) => times >= 2).map(({ goodput }) => goodput / peak))
report('offered 2 to 10 times its capacity: goodput of the peak', worst, { min: 0.9, unit: ' ×' })
const slowest = Math.max(...levels.filter(({ times }) => times >= 2).map(({ p99 }) => p99 / upstreamMs))
report('offered 2 to 10 times its capacity: p99 of the admitted, of the upstream', slowest, {
  max: 2,
  unit: ' ×',
})
