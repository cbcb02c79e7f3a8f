import { html } from 'hono/html'
import type { Place } from '../../../sources/geocode/schema.ts'
import type { Advisory, Forecast } from '../../../sources/marine/schema.ts'
import type { Page } from '../../../sources/pages/schema.ts'
import type { Post } from '../../../sources/reddit/schema.ts'
import type { Html } from '../../layout.ts'
import { levelOf, swatch, worst } from '../advisory-level.ts'
import { freshness } from '../freshness.ts'
import { postItem } from '../posts.ts'
import { highest, seaText, strongest, windText } from '../wind-words.ts'
import { kindNames } from './job-kinds.ts'
import type { JobState, LandedPart } from './job-state.ts'

/** The parts so far, one row each: failed ones first, with the reason, then the data of the others. */
export function partsTable({ job, landed, now }: JobState): Html {
  if (!job || landed.length === 0) return html``
  const isFailed = ({ part }: LandedPart): boolean => part.status === 'failed'
  const rows = [...landed.filter(isFailed), ...landed.filter((one) => !isFailed(one))]
  return html`<table class="job-parts"><caption>${tally(landed)}</caption>
<thead><tr><th scope="col">${kindNames(job.kind).item}</th><th scope="col">Result</th><th scope="col">Status</th></tr></thead>
<tbody>${rows.map((row) => (isFailed(row) ? failedRow(row) : landedRow(job.kind, row, now)))}</tbody></table>`
}

/** `2 failed, 30 fresh, 6 cached`. */
export function tally(landed: readonly LandedPart[]): string {
  const counts = (['failed', 'stale', 'fresh', 'cached'] as const).map((name) => ({
    name,
    count: landed.filter(({ part }) => part.status === name).length,
  }))
  return counts
    .filter(({ count }) => count > 0)
    .map(({ count, name }) => `${count} ${name}`)
    .join(', ')
}

function failedRow({ part: { key, provider, attempts, error } }: LandedPart): Html {
  return html`<tr class="part-failed"><th scope="row">${key}</th>
<td>${error ? html`${error.title}: ${error.detail} <a href="/problems/${error.code}"><code>${error.code}</code></a>` : ''}</td>
<td><span class="part-state part-state-failed">failed</span> <span class="hint">${provider}, attempts: ${attempts}</span></td></tr>`
}

function landedRow(kind: string, { part, piece }: LandedPart, now: number): Html {
  const { key, status, provider } = part
  const { name, content } = cellsOf(kind, key, piece, now)
  return html`<tr><th scope="row">${name}</th><td>${content}</td>
<td><span class="part-state part-state-${status}">${status}</span> ${freshness(part, now)} <span class="hint">${provider}</span></td></tr>`
}

interface Cells {
  name: Html | string
  content: Html | string
}

/** The name of a part and its data in a line or two. */
function cellsOf(kind: string, key: string, piece: unknown, now: number): Cells {
  if (piece === null) return { name: key, content: '' }
  if (kind === 'forecasts') return forecastCells(piece as Forecast)
  if (kind === 'advisories')
    return { name: zoneName(piece as Advisory), content: inEffect(piece as Advisory) }
  if (kind === 'geocode') {
    const { displayName, lat, lon } = piece as Place
    return { name: key, content: html`${displayName} <span class="hint">${lat}, ${lon}</span>` }
  }
  if (kind === 'reddit') return { name: `r/${key}`, content: posts(key, piece as Post[], now) }
  if (kind === 'pages') {
    const { title, status, words } = piece as Page
    const count = words === null ? '' : `, ${words} words`
    return { name: key, content: html`${title ?? ''} <span class="hint">status ${status}${count}</span>` }
  }
  return { name: key, content: '' }
}

const zoneName = ({ zone }: Pick<Advisory, 'zone'>): Html =>
  html`${zone.name} <span class="hint">${zone.id}</span>`

function forecastCells(forecast: Forecast): Cells {
  const [first] = forecast.periods
  const wind = strongest(first?.wind ?? [])
  const seas = highest(first?.seas ?? [])
  const now = first
    ? html`<br>${first.name}: ${wind ? windText(wind) : 'no wind given'}, ${seas ? `seas ${seaText(seas)}` : 'no seas given'}`
    : ''
  return { name: zoneName(forecast), content: html`${inEffect(forecast)}${now}` }
}

function inEffect({ hazards, advisory, expired }: Pick<Forecast, 'hazards' | 'advisory' | 'expired'>): Html {
  const level = worst(hazards.map(({ kind }) => levelOf(kind)))
  return html`${expired ? html`<strong class="bad">expired</strong> ` : ''}${
    advisory === ''
      ? html`<span class="hint">No advisory</span>`
      : html`${swatch(level)} <strong>${advisory}</strong>`
  }`
}

function posts(subreddit: string, posts: readonly Post[], now: number): Html | string {
  const [top] = posts
  if (!top) return 'No posts in this period.'
  const title = top.over18 ? 'Over 18 only' : top.title
  return html`<details class="job-posts" id="posts-${subreddit}"><summary>${posts.length} posts: ${title}</summary>
<ol>${posts.map((post) => postItem(post, now))}</ol></details>`
}
