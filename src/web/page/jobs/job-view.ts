// The view of one job. The server renders all of it; the browser repaints the slots whose content has changed.
import { html } from 'hono/html'
import { ago, duration } from '../../../core/time-words.ts'
import type { Job } from '../../../jobs/job.ts'
import type { Html } from '../../layout.ts'
import type { Trouble } from '../answer-state.ts'
import { keyField } from '../key-field.ts'
import { clockTime } from '../times.ts'
import { troubleNote } from '../trouble.ts'
import { kindNames } from './job-kinds.ts'
import { partsTable } from './job-parts.ts'
import { hasEnded, type JobState } from './job-state.ts'

/** The page of a job; the script reads its id from it. */
export function jobFrame(state: JobState, { requiresKey }: { requiresKey: boolean }): Html {
  const slots = jobSlots(state)
  const slot = (id: string): Html => html`<div id="${id}">${slots.get(id)}</div>`
  return html`<p class="back"><a href="/jobs">All jobs</a></p>
<div id="job" data-id="${state.id}"><h1 id="job-title" tabindex="-1">${slots.get('job-title')}</h1>
${requiresKey ? keyField() : ''}<p class="unseen" id="live" role="status"></p>
${['job-trouble', 'job-progress', 'job-story', 'job-actions', 'job-parts', 'job-attribution'].map(slot)}</div>`
}

/** The parts of the page that change independently, by element id. */
export function jobSlots(state: JobState): Map<string, Html> {
  const { job, trouble, attribution } = state
  return new Map<string, Html>([
    ['job-title', job ? html`${kindNames(job.kind).title} ${stateBadge(job)}` : html`Job`],
    ['job-trouble', trouble ? jobTrouble(trouble) : html``],
    ['job-progress', job ? progressBar(state, job) : html``],
    ['job-story', job ? story(state, job) : html``],
    ['job-actions', job && !hasEnded(job) ? cancelForm(state) : html``],
    ['job-parts', partsTable(state)],
    [
      'job-attribution',
      attribution.length > 0 ? html`<p class="hint">${attribution.join(' · ')}</p>` : html``,
    ],
  ])
}

/** The state of a job as a badge. A job that is done with failed parts does not look like a success. */
export const stateBadge = ({ state, failedParts }: Pick<Job, 'state' | 'failedParts'>): Html =>
  state === 'done' && failedParts > 0
    ? html`<span class="badge job-partial">done, ${failedParts} failed</span>`
    : html`<span class="badge job-${state}">${state}</span>`

/** Why a job cannot be shown, with advice about jobs where that of the error table does not fit. */
function jobTrouble(trouble: Trouble): Html {
  const { code } = trouble
  if (code === 'gone') {
    return troubleNote(
      trouble,
      html`Results are kept for a limited time. <a href="/jobs">Start it again</a>.`,
    )
  }
  if (code !== 'not_found') return troubleNote(trouble)
  return troubleNote(
    trouble,
    html`Check the URL. A job is visible only with the key that started it, and until an hour after its result is deleted. See
<a href="/jobs">recent jobs</a>.`,
  )
}

/** `1 part`, `3 parts`. */
export const counted = (parts: number): string => (parts === 1 ? '1 part' : `${parts} parts`)

/** The progress of a job, with a bar. */
export function progressBar({ landed }: Pick<JobState, 'landed'>, { state, progress }: Job): Html {
  const { done, total } = progress
  const failed = landed.filter(({ part }) => part.status === 'failed').length
  const count = `${done} of ${counted(total)}${failed > 0 ? `, ${failed} failed` : ''}`
  return html`<p class="job-bar"><label for="bar">${state === 'pending' ? `Waiting to start: ${count}` : count}</label>
<progress id="bar" max="${total || 1}" value="${done}"></progress></p>`
}

function story({ id, now, timeZone, link }: JobState, job: Job): Html {
  const time = (iso: string, text: string): Html => html`<time datetime="${iso}">${text}</time>`
  const { createdAt, startedAt, endedAt, expiresAt, state, error } = job
  const machines = html` As JSON: <a href="/v1/jobs/${id}">/v1/jobs/${id.slice(0, 8)}…</a>`
  if (endedAt === null) {
    const since =
      startedAt === null
        ? html`Submitted ${time(createdAt, ago(createdAt, now))}.`
        : html`Started ${time(startedAt, ago(startedAt, now))}.`
    return html`<p>${since} ${linkWords(id)[link]}</p><p class="hint">The job continues when you close this page.${machines}</p>`
  }
  const took = startedAt === null ? '' : ` after ${duration(Date.parse(endedAt) - Date.parse(startedAt))}`
  const word = { done: 'Done', failed: 'Failed', cancelled: 'Cancelled' }[
    state as 'done' | 'failed' | 'cancelled'
  ]
  const kept = expiresAt
    ? html` Its result is kept until <strong>${time(expiresAt, clockTime(expiresAt, timeZone))}</strong>, then deleted.`
    : ''
  return html`<p>${word}${took}.${kept}</p>
${error ? html`<p class="failed"><strong>${error.title}.</strong> ${error.detail} <a href="/problems/${error.code}"><code>${error.code}</code></a></p>` : ''}
<p class="hint"><a href="/jobs">Start another</a>.${machines}</p>`
}

const linkWords = (id: string): Record<JobState['link'], Html> => ({
  read: html`Not updated automatically; <a href="/jobs/${id}">reload</a>`,
  followed: html`Updated live.`,
  lost: html`<strong class="warn">Connection lost</strong>; reconnecting.`,
})

function cancelForm({ id, isCancelling }: JobState): Html {
  return html`<form method="post" action="/jobs/${id}/cancel" id="cancel"><button class="plain"${isCancelling ? html` disabled` : ''}>${
    isCancelling ? 'Cancelling…' : 'Cancel this job'
  }</button></form>`
}
