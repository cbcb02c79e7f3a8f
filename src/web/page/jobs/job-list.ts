import { html } from 'hono/html'
import { ago } from '../../../core/time-words.ts'
import type { JobForm } from '../../../define/job-form.ts'
import type { Job } from '../../../jobs/job.ts'
import type { Html } from '../../layout.ts'
import type { Trouble } from '../answer-state.ts'
import { keyField } from '../key-field.ts'
import { clockTime } from '../times.ts'
import { troubleNote } from '../trouble.ts'
import { jobForms } from './job-forms.ts'
import { kindNames } from './job-kinds.ts'
import type { JobFields } from './job-order.ts'
import { counted, stateBadge } from './job-view.ts'

/** A page of the list, as `GET /v1/jobs` answers it. */
export interface JobPage {
  jobs: readonly Job[]
  nextCursor: string | null
}

export interface JobListOptions {
  /** null if it could not be read. */
  page: JobPage | null
  /** Why the list could not be read, or why the job was not started. */
  trouble: Trouble | null
  requiresKey: boolean
  /** The form of each kind of job. */
  forms: readonly JobForm[]
  /** The values of a rejected form. */
  fields?: JobFields
  now: number
}

/** The page of all jobs, with forms that start one. */
export function jobListFrame({ page, trouble, requiresKey, forms, fields, now }: JobListOptions): Html {
  // An error of the list disappears with the next update; an error of a form stays.
  const why = trouble ? troubleNote(trouble) : ''
  return html`<h1>Jobs</h1>
<p class="lede">A job requests many more items than one request may. It runs in the background, at a lower priority than requests, and its result is kept for a limited time.</p>
${requiresKey ? keyField() : ''}
<p class="unseen" id="live" role="status"></p>
<div id="trouble" tabindex="-1">${fields ? why : ''}</div>
<section aria-labelledby="start-title"><h2 id="start-title">Start one</h2>${jobForms(forms, fields)}</section>
<section aria-labelledby="list-title"><h2 id="list-title">Recent jobs</h2>
<p class="status-bar"><button type="button" class="plain" id="pause" hidden>Pause updates</button>
<span id="updated" class="hint">Not updated automatically; <a href="/jobs">reload</a></span></p>
<div id="jobs">${page ? jobList(page, now, null) : fields ? html`<p><a href="/jobs">Read the list</a></p>` : why}</div></section>`
}

/** The jobs, newest first, with a link to older ones. Times are shown in this time zone, or in UTC. */
export function jobList({ jobs, nextCursor }: JobPage, now: number, timeZone: string | null): Html {
  if (jobs.length === 0)
    return html`<p>No jobs. The result of a job is deleted some minutes after its end.</p>`
  return html`<ul class="job-list">${jobs.map((job) => item(job, now, timeZone))}</ul>
${nextCursor ? html`<p><a href="/jobs?${new URLSearchParams({ cursor: nextCursor }).toString()}">Older jobs</a></p>` : ''}`
}

function item(job: Job, now: number, timeZone: string | null): Html {
  const { id, kind, createdAt, expiresAt, progress } = job
  const { done, total } = progress
  const kept = expiresAt
    ? html`, kept until <time datetime="${expiresAt}">${clockTime(expiresAt, timeZone)}</time>`
    : ''
  return html`<li><a href="/jobs/${id}" id="job-${id}">${kindNames(kind).title} <span class="hint">${id.slice(0, 8)}</span></a> ${stateBadge(job)}
<label for="bar-${id}">${done} of ${counted(total)}</label> <progress id="bar-${id}" max="${total || 1}" value="${done}"></progress>
<span class="hint">started <time datetime="${createdAt}">${ago(createdAt, now)}</time>${kept}</span></li>`
}
