// The dashboard and the alert rules against what a running service really exports, and against what docs/operation.md says.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../../src/config/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { exportGauges } from '../../src/entry/gauges.ts'
import { createMetrics } from '../../src/runtime/node/metrics.ts'
import { createNodeRuntime } from '../../src/runtime/node/node.ts'
import { mockUpstreams } from '../support/mock-upstreams.ts'
import { readExpression } from '../support/promql.ts'
import { unhurried } from '../support/unhurried.ts'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

interface Rule {
  alert: string
  expr: string
  labels: { severity: string }
  annotations: { summary: string; runbook: string }
}
const rules: Rule[] = parse(read('deploy/prometheus/alerts.yaml')).groups.flatMap(
  (group: { rules: Rule[] }) => group.rules,
)

interface Panel {
  type: string
  title: string
  gridPos: { h: number; w: number; x: number; y: number }
  targets?: { expr: string; legendFormat: string }[]
}
const panels: Panel[] = JSON.parse(read('deploy/grafana/dashboard.json')).panels
const targets = panels.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, ...target })))

/** Every series name with its labels and their values, as one scrape has them. */
let exported: Map<string, Map<string, Set<string>>>
/** Names of metrics, with or without a series. */
let declared: Set<string>
const upstreams = mockUpstreams()

beforeAll(async () => {
  const metrics = createMetrics()
  let now = Date.UTC(2026, 10, 20, 12, 0)
  const clock = { ...systemClock, now: () => now, random: () => 0 }
  const runtime = createNodeRuntime({
    clock,
    threadFile: new URL('../../src/entry/thread.ts', import.meta.url),
  })
  const { app, service, idle } = composeService({
    config: readConfig({ ...unhurried, MAX_IN_FLIGHT: '20', ...upstreams.urls }, registry),
    runtime,
    listeners: [metrics.listen],
    metrics,
    compresses: false,
  })
  exportGauges(metrics, service, runtime)
  metrics.gauge('tributary_jobs', 'As the entry has it', ['state'], () => [
    { labels: { state: 'pending' }, value: 0 },
  ])
  metrics.total('tributary_log_dropped_lines_total', 'As the entry has it', () => 0)
  metrics.total('tributary_connections_dropped_total', 'As the entry has it', () => 0)
  upstreams.enable()
  const ask = async (path: string): Promise<void> => void (await (await app.request(path)).text())
  // Fresh, cached, searched, missing, stale and refreshed.
  await ask('/v1/briefing?place=Annapolis&subreddits=sailing')
  await ask('/v1/briefing?place=Annapolis&subreddits=sailing')
  await ask('/v1/marine/search?q=winds&zones=ANZ531')
  now += 700_000
  await ask('/v1/marine/forecasts?zones=ANZ531')
  await idle()
  // Failing, retried, refused by a breaker, handed to the next provider, told to wait, forbidden.
  const { faults } = upstreams.sandbox
  faults.set([
    { match: '/r/', fault: '500' },
    { match: '/coastal/', fault: '500' },
  ])
  for (let index = 0; index < 40; index++) await ask(`/v1/reddit/top?subreddits=r${index}x`)
  await ask('/v1/marine/forecasts?group=chesapeake')
  faults.set([{ match: '/alerts', fault: '429', status: 403 }])
  await ask('/v1/briefing?place=47.6,-122.4&count=1')
  // What there is with Redis alone, and what should never be, is told by its event.
  const { emit } = service
  emit({ type: 'cooldown', source: 'reddit', provider: 'reddit', ms: 1_000 })
  emit({ type: 'store-failed', source: 'marine', operation: 'get', message: 'away' })
  emit({ type: 'shared-flight', source: 'marine', role: 'leader' })
  emit({ type: 'shared-state', isUp: false, reason: 'away', cause: 'connection' })
  emit({ type: 'jobs-store', isUp: false, reason: 'away', cause: 'connection' })
  emit({ type: 'retry-refused', source: 'reddit', provider: 'reddit', code: 'upstream_error' })
  emit({
    type: 'job',
    kind: 'forecasts',
    state: 'done',
    requestId: 'r',
    done: 1,
    total: 1,
    tookMs: 1,
    code: null,
  })
  emit({ type: 'skipped', source: 'alerts', provider: 'nws-api', items: 1 })
  emit({ type: 'bug', message: 'none', stack: undefined, requestId: null })
  emit({ type: 'warning', message: 'none' })
  const late = { requestId: 'r', method: 'GET', tookMs: 1, code: null, parts: [] } as const
  emit({ type: 'request', ...late, route: '(refused)', status: 503, outcome: 'refused' })
  const text = await metrics.render()
  declared = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name))
  exported = seriesIn(text)
  await runtime.close()
})

afterAll(() => upstreams.close())

function seriesIn(text: string): typeof exported {
  const series: typeof exported = new Map()
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z_][a-z0-9_]*)(?:\{(.*)\})? \S+$/gm)) {
    const known = series.get(name) ?? new Map<string, Set<string>>()
    series.set(name, known)
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      known.set(label, (known.get(label) ?? new Set()).add(value))
    }
  }
  return series
}

/** Put on every series by Prometheus itself. */
const fromPrometheus = ['instance', 'job']

/** What an expression names that the service does not export. */
function faultsOf(text: string): string[] {
  const { selectors, grouping, unknown } = readExpression(text)
  const faults = unknown.map((name) => `${name} is no function`)
  const all = new Set(fromPrometheus)
  for (const { metric, labels, equals } of selectors) {
    if (metric === 'up') continue
    const has = exported.get(metric)
    if (!has) {
      faults.push(`${metric} is not exported`)
      continue
    }
    for (const label of has.keys()) all.add(label)
    for (const label of labels) {
      if (!has.has(label) && !fromPrometheus.includes(label)) faults.push(`${metric} has no label ${label}`)
    }
    for (const { label, value } of equals) {
      if (has.has(label) && !has.get(label)?.has(value)) faults.push(`${metric} has no ${label}="${value}"`)
    }
  }
  for (const label of grouping) if (!all.has(label)) faults.push(`nothing has the label ${label}`)
  return faults
}

/** Where a heading can be linked to, as GitHub has it. */
const anchors = [...read('docs/operation.md').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-'),
)

describe('alert rules', () => {
  test('exist, have unique names, and link to a heading of the operation page', () => {
    expect(rules.length).toBeGreaterThan(10)
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
    for (const { alert, labels, annotations } of rules) {
      expect([alert, labels.severity]).toEqual([alert, expect.stringMatching(/^(page|ticket)$/)])
      expect(annotations.summary).toBeTruthy()
      const [file, anchor] = annotations.runbook.split('#')
      expect(file).toBe('docs/operation.md')
      expect(anchors).toContain(anchor)
    }
  })

  test('use only metrics that the service exports', () => {
    expect(rules.flatMap(({ alert, expr }) => faultsOf(expr).map((fault) => `${alert}: ${fault}`))).toEqual(
      [],
    )
  })

  test('use only labels in their texts that their expressions keep', () => {
    for (const { alert, expr, annotations } of rules) {
      const { grouping, selectors } = readExpression(expr)
      // Without an aggregation, a series keeps all its labels.
      const isAggregated = /\b(?:sum|min|max|avg|count)\b/.test(expr)
      const own = selectors.flatMap(({ metric }) => [...(exported.get(metric)?.keys() ?? [])])
      const kept = isAggregated ? grouping : [...own, ...fromPrometheus]
      const used = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label)
      expect([alert, used.filter((label) => !kept.includes(label))]).toEqual([alert, []])
    }
  })
})

describe('the dashboard', () => {
  test('uses only metrics that the service exports', () => {
    expect(targets.length).toBeGreaterThan(25)
    expect(targets.flatMap(({ title, expr }) => faultsOf(expr).map((fault) => `${title}: ${fault}`))).toEqual(
      [],
    )
  })

  test('names its lines by existing labels', () => {
    for (const { title, expr, legendFormat } of targets) {
      const used = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
      const { grouping } = readExpression(expr)
      expect([title, used.filter((label) => !grouping.includes(label))]).toEqual([title, []])
    }
  })

  test('shows every metric of the service', () => {
    const shown = targets.flatMap(({ expr }) => readExpression(expr).selectors.map(({ metric }) => metric))
    const bases = new Set(shown.map((metric) => metric.replace(/_bucket$/, '')))
    const quiet = ['tributary_breaker_changes_total', 'tributary_upstream_characters_total']
    const own = [...declared].filter((name) => name.startsWith('tributary_') && !quiet.includes(name))
    const left = own.filter((name) => !bases.has(name))
    expect(left).toEqual(['tributary_cache_entries', 'tributary_threads'])
  })

  test('has no overlapping panels', () => {
    const cells = panels.flatMap(({ gridPos: { h, w, x, y } }) =>
      Array.from({ length: h * w }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
  })
})

test('docs/operation.md names only exported metrics, and its links are valid', () => {
  const text = read('docs/operation.md')
  const named = [...text.matchAll(/`((?:tributary|nodejs)_\w+)`/g)].map(([, name = '']) => name)
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((name) => !declared.has(name))).toEqual([])
  const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor)
  expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([])
})

test('the scrape example is valid and names the job that the rules use', () => {
  const { scrape_configs: scrapes, rule_files: files } = parse(read('deploy/prometheus/prometheus.yaml'))
  expect(scrapes.map(({ job_name }: { job_name: string }) => job_name)).toEqual(['tributary'])
  expect(files).toEqual(['alerts.yaml'])
})

test.each([
  ['tributary_partz_total', 'tributary_partz_total is not exported'],
  ['sum(rate(tributary_parts_total{origin="x"}[5m]))', 'tributary_parts_total has no label origin'],
  ['sum(rate(tributary_parts_total{status="lost"}[5m]))', 'tributary_parts_total has no status="lost"'],
  ['sum by (zone) (rate(tributary_parts_total[5m]))', 'nothing has the label zone'],
  ['rat(tributary_parts_total[5m])', 'rat is no function'],
])('a fault is found in %s', (text, fault) => {
  expect(faultsOf(text)).toEqual([fault])
})
