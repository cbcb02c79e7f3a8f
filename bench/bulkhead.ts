// Does an upstream that hangs, with its places taken and its queue full, slow down the routes of the others? Places are asked
// for at a steady pace, every one new, first alone and then beside a flood of requests that never come back.
import { openLoop } from './support/open-loop.ts'
import { report } from './support/report.ts'
import { percentile, printTable } from './support/table.ts'
import { startTarget } from './support/target.ts'

const seconds = 6
const perSecond = 100
const floodPerSecond = 200

const hanging = await startTarget('listings', { environment: { UPSTREAM_MS: '3600000' } })
const texts = await startTarget('upstream', { environment: { UPSTREAM_MS: '20' } })
const service = await startTarget('service', {
  environment: {
    MARINE_TEXT_URL: texts.url,
    MARINE_FRESH_MS: '0',
    REDDIT_URL: hanging.url,
    REDDIT_RPS: '0',
    // Longer than the bench, or the breaker would open and end the flood.
    REDDIT_TIMEOUT_MS: '60000',
    LOG_LEVEL: 'fatal',
  },
})

const forecast = (): string =>
  `${service.url}/v1/marine/forecasts?zones=ANZ5${30 + Math.floor(Math.random() * 14)}`
let key = 0
const hung = (): string => `${service.url}/v1/reddit/top?subreddits=h${(key++).toString(36)}`

await openLoop({ url: forecast, perSecond, seconds: 2 })
const alone = await openLoop({ url: forecast, perSecond, seconds })
const flood = openLoop({
  url: hung,
  perSecond: floodPerSecond,
  seconds: seconds + 2,
  headers: { prefer: 'wait=10' },
})
await openLoop({ url: forecast, perSecond, seconds: 2 })
const beside = await openLoop({ url: forecast, perSecond, seconds })
const refused = (await flood).filter(({ status }) => status === 503).length
await Promise.all([service.stop(), texts.stop(), hanging.stop()])

const p99 = (sent: typeof alone): number =>
  percentile(
    sent.map(({ tookMs }) => tookMs),
    0.99,
  )
const row = (what: string, sent: typeof alone) => {
  const times = sent.map(({ tookMs }) => tookMs)
  const served = sent.filter(({ status }) => status === 200).length
  return {
    forecasts: what,
    sent: sent.length,
    served,
    'p50 ms': percentile(times, 0.5),
    'p99 ms': percentile(times, 0.99),
  }
}
printTable('bulkhead: forecasts alone, and beside an upstream that hangs', [
  row('alone', alone),
  row(`beside ${floodPerSecond} hanging a second (${refused} refused)`, beside),
])
report(
  'forecasts beside an upstream that hangs with its queue full: p99 of forecasts alone',
  p99(beside) / p99(alone),
  { unit: ' ×' },
)
