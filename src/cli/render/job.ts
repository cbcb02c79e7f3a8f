import type { Advisory, Forecast, Job, JobWithResult, Page, Place, SubredditPosts } from 'tributary-client'
import { ago, duration, fromNow } from '../../core/time-words.ts'
import { renderPlaces, renderPosts } from './briefing.ts'
import { renderAdvisories, renderForecasts } from './forecast.ts'
import { renderPages } from './pages.ts'
import { renderParts } from './parts.ts'
import { joined, type Style } from './style.ts'
import { paragraph, table } from './text.ts'

/** The data of a result; which field is present depends on the kind of the job. */
interface Data {
  forecasts?: Forecast[]
  advisories?: Advisory[]
  places?: Place[]
  subreddits?: SubredditPosts[]
  pages?: Page[]
}

/** Renders the state of a job in one line, and the reason if it failed. */
export function renderJob(job: Job, style: Style): string[] {
  const { id, kind, state, progress, failedParts, createdAt, startedAt, endedAt, expiresAt, error } = job
  const ran = startedAt !== null && endedAt !== null ? Date.parse(endedAt) - Date.parse(startedAt) : null
  const words = joined([
    paintOf(job, style)(state),
    `${progress.done} of ${progress.total}`,
    failedParts > 0 && `${failedParts} failed`,
    `submitted ${ago(createdAt, style.now)}`,
    ran !== null && `took ${duration(ran)}`,
    expiresAt !== null && `expires ${fromNow(expiresAt, style.now)}`,
  ])
  return [
    `${style.bold(kind)} ${id}`,
    `  ${words}`,
    ...(error ? paragraph(`${error.detail} (${error.code})`, style, '  ').map(style.danger) : []),
  ]
}

function paintOf({ state, failedParts }: Job, style: Style): (text: string) => string {
  if (state === 'done') return failedParts > 0 ? style.warning : style.good
  if (state === 'failed') return style.danger
  return state === 'cancelled' ? style.warning : style.bold
}

/** Renders a job with its result so far. */
export function renderResult(job: JobWithResult, style: Style): string[] {
  const { data, parts, meta } = job.result
  const { forecasts = [], advisories = [], places = [], subreddits = [], pages = [] } = data as Data
  const lines = [
    ...renderForecasts(forecasts, style),
    ...renderAdvisories(advisories, style),
    ...renderPlaces(places, style),
    ...renderPosts(subreddits, style),
    ...renderPages(pages, style),
  ]
  const found = parts.length > 0 ? renderParts({ parts, meta }, style) : []
  return [...lines, ...(lines.length > 0 ? [''] : []), ...found, ...renderJob(job, style)]
}

/** Renders jobs as a table. */
export const renderJobs = (jobs: readonly Job[], style: Style): string[] =>
  table(
    jobs.map(({ id, kind, state, progress, createdAt }) => [
      id,
      kind,
      state,
      `${progress.done}/${progress.total}`,
      ago(createdAt, style.now),
    ]),
    style,
    4,
  )
