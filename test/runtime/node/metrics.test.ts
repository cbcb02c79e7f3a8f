import { expect, test } from 'vitest'
import { type Event, runsOf } from '../../../src/core/events.ts'
import { createMetrics } from '../../../src/runtime/node/metrics.ts'

const marine = { source: 'marine', provider: 'tgftp' }
const part = {
  ...marine,
  type: 'part',
  key: 'ANZ532',
  attempts: 1,
  tookMs: 20,
  requestId: 'r',
} as const

const request = {
  type: 'request',
  requestId: 'r',
  method: 'GET',
  route: '/v1/briefing',
  status: 200,
  tookMs: 9,
  outcome: 'answered',
  code: null,
  parts: [],
} as const

/** The samples of one scrape, by name and labels. */
async function scrape(...events: Event[]): Promise<Map<string, number>> {
  const metrics = createMetrics()
  for (const event of events) metrics.listen(event)
  return read(await metrics.render())
}

function read(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

test('counts parts by status, and times those that were not in memory', async () => {
  const samples = await scrape(
    { ...part, status: 'fresh' },
    { ...part, status: 'fresh' },
    { ...part, status: 'cached', attempts: 0 },
    { ...part, status: 'failed', code: 'upstream_timeout' },
  )
  expect(samples.get('tributary_parts_total{source="marine",provider="tgftp",status="fresh"}')).toBe(2)
  expect(samples.get('tributary_parts_total{source="marine",provider="tgftp",status="cached"}')).toBe(1)
  expect(
    samples.get('tributary_part_failures_total{source="marine",provider="tgftp",code="upstream_timeout"}'),
  ).toBe(1)
  expect(
    samples.get('tributary_part_seconds_sum{source="marine",provider="tgftp",status="fresh"}'),
  ).toBeCloseTo(0.04)
  expect([...samples.keys()].filter((name) => /part_seconds.*cached/.test(name))).toEqual([])
})

test('parts read from memory together are counted one by one', async () => {
  const one = { key: 'k', status: 'cached', tookMs: 0, attempts: 0 } as const
  const from = [marine, marine, { source: 'alerts', provider: 'nws' }, marine]
  const together = await scrape({
    type: 'replayed',
    requestId: 'r',
    runs: runsOf(from.map((whence) => ({ ...one, ...whence }))),
  })
  const alone = await scrape(
    ...from.flatMap((whence): Event[] => [
      { ...part, ...one, ...whence },
      { type: 'cache', source: whence.source, tier: 'memory', outcome: 'hit' },
    ]),
  )
  const ours = (samples: Map<string, number>) =>
    [...samples].filter(([name]) => name.startsWith('tributary_')).sort()
  expect(ours(together)).toEqual(ours(alone))
  expect(ours(together).length).toBeGreaterThan(3)
})

test('counts and times upstream attempts by their code', async () => {
  const attempt = { ...marine, type: 'attempt', tookMs: 300, bytes: 5_000 } as const
  const samples = await scrape({ ...attempt, code: null }, { ...attempt, bytes: 0, code: 'upstream_error' })
  const of = (code: string) =>
    `tributary_upstream_attempts_total{source="marine",provider="tgftp",code="${code}"}`
  expect([samples.get(of('ok')), samples.get(of('upstream_error'))]).toEqual([1, 1])
  expect(samples.get('tributary_upstream_seconds_bucket{le="0.25",source="marine",provider="tgftp"}')).toBe(0)
  expect(samples.get('tributary_upstream_seconds_bucket{le="0.5",source="marine",provider="tgftp"}')).toBe(2)
  expect(samples.get('tributary_upstream_characters_total{source="marine",provider="tgftp"}')).toBe(5_000)
})

test('shows the current state of a breaker, and how often it was entered', async () => {
  const breaker = { ...marine, type: 'breaker' } as const
  const samples = await scrape(
    { ...breaker, state: 'open' },
    { ...breaker, state: 'half-open' },
    { ...breaker, state: 'open' },
  )
  expect(samples.get('tributary_breaker_state{source="marine",provider="tgftp"}')).toBe(2)
  expect(samples.get('tributary_breaker_changes_total{source="marine",provider="tgftp",state="open"}')).toBe(
    2,
  )
})

const single: readonly [Event, string][] = [
  [
    { ...marine, type: 'retry', attempt: 1, delayMs: 9, code: 'upstream_timeout' },
    'tributary_retries_total{source="marine",provider="tgftp",code="upstream_timeout"}',
  ],
  [
    { ...marine, type: 'retry-refused', code: 'upstream_timeout' },
    'tributary_retries_refused_total{source="marine",provider="tgftp",code="upstream_timeout"}',
  ],
  [
    { ...marine, type: 'refused', by: 'rate', code: 'overloaded' },
    'tributary_refused_total{source="marine",provider="tgftp",by="rate",code="overloaded"}',
  ],
  [
    { ...marine, type: 'skipped', items: 1 },
    'tributary_skipped_items_total{source="marine",provider="tgftp"}',
  ],
  [{ ...marine, type: 'cooldown', ms: 9 }, 'tributary_cooldowns_total{source="marine",provider="tgftp"}'],
  [
    { type: 'cache', source: 'marine', tier: 'memory', outcome: 'hit' },
    'tributary_cache_total{source="marine",tier="memory",outcome="hit"}',
  ],
  [
    { type: 'flight', source: 'marine', role: 'waiter' },
    'tributary_flights_total{source="marine",role="waiter"}',
  ],
  [
    { type: 'refresh', source: 'marine', outcome: 'ok' },
    'tributary_refreshes_total{source="marine",outcome="ok"}',
  ],
  [
    { type: 'fallback', source: 'marine', from: 'tgftp', to: 'nws-products', code: 'upstream_error' },
    'tributary_fallbacks_total{source="marine",from="tgftp",to="nws-products",code="upstream_error"}',
  ],
  [
    { type: 'store-failed', source: 'marine', operation: 'get', message: 'down' },
    'tributary_store_failures_total{source="marine",operation="get"}',
  ],
  [
    { type: 'decode', source: 'marine', where: 'thread', bytes: 9, tookMs: 9 },
    'tributary_decode_seconds_count{source="marine",where="thread"}',
  ],
  [{ type: 'warning', message: 'no contact' }, 'tributary_warnings_total'],
  [{ type: 'bug', message: 'oops', stack: undefined, requestId: null }, 'tributary_bugs_total'],
  [request, 'tributary_http_requests_total{route="/v1/briefing",method="GET",status="200"}'],
]

test.each(single)('counts $type', async (event, name) => {
  expect((await scrape(event)).get(name)).toBe(1)
})

test('an unknown method does not become a label', async () => {
  const samples = await scrape(...['BREW', 'X1', 'GET'].map((method) => ({ ...request, method, route: '/' })))
  expect(samples.get('tributary_http_requests_total{route="/",method="other",status="200"}')).toBe(2)
  expect(samples.get('tributary_http_request_seconds_count{route="/"}')).toBe(3)
})

test('no key that a caller has chosen reaches a label', async () => {
  const metrics = createMetrics()
  metrics.listen({ ...part, key: 'r/secret', status: 'fresh', requestId: 'id-7' })
  expect(await metrics.render()).not.toMatch(/secret|id-7/)
})

test('a gauge is read when it is scraped, and drops labels that no longer exist', async () => {
  const metrics = createMetrics()
  let open = [{ labels: { origin: 'up.test' }, value: 3 }]
  metrics.gauge('tributary_connections', 'Open connections', ['origin'], () => open)
  expect(read(await metrics.render()).get('tributary_connections{origin="up.test"}')).toBe(3)
  open = []
  expect(read(await metrics.render()).has('tributary_connections{origin="up.test"}')).toBe(false)
})

test('two scrapes count nothing twice, and two registries share nothing', async () => {
  const metrics = createMetrics()
  metrics.listen({ ...part, status: 'fresh' })
  const name = 'tributary_parts_total{source="marine",provider="tgftp",status="fresh"}'
  await metrics.render()
  expect(read(await metrics.render()).get(name)).toBe(1)
  expect((await scrape()).has(name)).toBe(false)
})

test('exports the process and its event loop, in the text format of Prometheus', async () => {
  const metrics = createMetrics()
  const samples = read(await metrics.render())
  expect(samples.has('process_cpu_seconds_total')).toBe(true)
  expect(samples.has('nodejs_eventloop_lag_p99_seconds')).toBe(true)
  expect(metrics.contentType).toMatch(/^text\/plain; version=0\.0\.4/)
})

test('events before the registry is warmed are counted, however many', async () => {
  for (const count of [3, 1_500]) {
    const metrics = createMetrics()
    for (let told = 0; told < count; told++) metrics.listen(request)
    metrics.warm()
    metrics.listen(request)
    expect(await metrics.render()).toMatch(
      new RegExp(`tributary_http_requests_total\\{.*\\} ${count + 1}\\n`),
    )
  }
})
