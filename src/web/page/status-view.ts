// The operator's page: the state of each upstream.
import { html } from 'hono/html'
import { ago, duration } from '../../core/time-words.ts'
import type { SourceView } from '../../pipeline/view.ts'
import type { Html } from '../layout.ts'
import type { Trouble } from './answer-state.ts'
import { keyField } from './key-field.ts'

type Provider = SourceView['providers'][number]

export interface StatusOptions {
  now: number
  requiresKey: boolean
  /** The reason why there is nothing to show; null if there is none. */
  trouble: Pick<Trouble, 'title' | 'detail'> | null
}

/** The frame of the page. The script refreshes `#sources` every few seconds until it is paused. */
export function statusFrame(
  sources: readonly SourceView[],
  { now, requiresKey, trouble }: StatusOptions,
): Html {
  return html`<h1>Status</h1>
<p class="lede">The state of every upstream, as seen by this instance. As JSON: <a href="/v1/sources">/v1/sources</a>.</p>
${requiresKey ? keyField() : ''}
<p class="status-bar"><button type="button" class="plain" id="pause" hidden>Pause updates</button>
<span id="updated" class="hint">Not updated automatically; <a href="/status">reload</a></span></p>
<p class="unseen" id="live" role="status"></p>
<div id="sources">${
    trouble
      ? html`<div class="failed"><p><strong>${trouble.title}.</strong> ${trouble.detail}</p></div>`
      : statusView(sources, now)
  }</div>`
}

/** Every source with its providers and its cache. */
export function statusView(sources: readonly SourceView[], now: number): Html {
  return html`${sources.map(
    ({ name, providers, cache }) => html`<section class="source" aria-labelledby="source-${name}">
<h2 id="source-${name}">${name}</h2>
<p class="cache">${cacheText(cache)}</p>
<div class="providers">${providers.map((provider) => providerCard(provider, now))}</div></section>`,
  )}`
}

function cacheText({ entries, bytes, hits, misses, stale }: SourceView['cache']): Html {
  const asked = hits + misses
  const rate =
    asked === 0 ? 'not used yet' : `${Math.round((hits / asked) * 100)} % hits in ${asked} look-ups`
  return html`Cache: <strong>${rate}</strong>${stale > 0 ? html`, ${stale} served stale` : ''}; ${entries} entries, ${size(bytes)}
${meter(asked === 0 ? 0 : hits / asked, 'good')}`
}

function providerCard(provider: Provider, now: number): Html {
  const {
    name,
    baseUrl,
    noBaseUrl,
    breaker,
    concurrency,
    rate,
    latencyMs,
    calls,
    failures,
    retries,
    lastError,
  } = provider
  const health = healthOf(provider)
  const { limit, inUse, queued } = concurrency
  return html`<article class="provider provider-${health}"><h3>${name} <span class="state state-${health}">${healthNames[health]}</span></h3>
<p class="hint base-url">${baseUrl ?? noBaseUrl}</p>
<dl>
<div><dt>Breaker</dt><dd>${breaker}</dd></div>
<div><dt>In use</dt><dd>${inUse} of ${limit}${queued > 0 ? `, ${queued} waiting` : ''} ${meter(limit === 0 ? 0 : inUse / limit, 'load')}</dd></div>
<div><dt>Rate</dt><dd>${rate.perSecond === null ? 'no limit' : `${rate.perSecond} per second`}${
    rate.available === null ? '' : `, ${Math.floor(rate.available)} left`
  }</dd></div>
<div><dt>Calls</dt><dd>${calls}, ${failures} failed, ${retries} retries ${meter(calls === 0 ? 0 : failures / calls, 'bad')}</dd></div>
<div><dt>Latency</dt><dd>${latencyText(latencyMs)}</dd></div>
<div><dt>Last error</dt><dd>${
    lastError
      ? html`<a href="/problems/${lastError.code}">${lastError.code}</a>, <time datetime="${lastError.at}">${ago(lastError.at, now)}</time>`
      : 'none'
  }</dd></div>
</dl></article>`
}

type Health = 'good' | 'warn' | 'bad' | 'idle'

const healthNames: Record<Health, string> = {
  good: 'healthy',
  warn: 'failing',
  bad: 'not called',
  idle: 'idle',
}

/** The health shown for a provider, from its breaker and its share of failures. */
function healthOf({ breaker, calls, failures }: Provider): Health {
  if (breaker === 'open') return 'bad'
  if (breaker === 'half-open' || (calls > 0 && failures / calls > 0.1)) return 'warn'
  return calls === 0 ? 'idle' : 'good'
}

function latencyText({ p50, p95, p99 }: Provider['latencyMs']): string {
  if (p50 === null || p95 === null || p99 === null) return 'not measured yet'
  return `p50 ${duration(p50)} · p95 ${duration(p95)} · p99 ${duration(p99)}`
}

/** A bar that illustrates the figure beside it. */
const meter = (share: number, kind: 'good' | 'load' | 'bad'): Html =>
  html`<svg class="meter meter-${kind}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100"
 height="6"></rect><rect width="${Math.round(Math.min(1, share) * 1000) / 10}" height="6"></rect></svg>`

const size = (bytes: number): string =>
  bytes < 10_000
    ? `${bytes} bytes`
    : bytes < 1_000_000
      ? `${Math.round(bytes / 1_000)} KB`
      : `${Math.round(bytes / 100_000) / 10} MB`
