// The script of a job's page: follows the stream of the job, resumes it after a disconnect, and cancels the job.
import { tally } from '../jobs/job-parts.ts'
import { hasEnded, unreadJob, withLanded, withProgress, withWhole } from '../jobs/job-state.ts'
import { counted, jobSlots } from '../jobs/job-view.ts'
import { announce, find } from './find.js'
import { keepKey, withKey } from './key.js'
import { paint } from './paint.js'
import { readEvents } from './read-events.js'

/** @typedef {import('../jobs/job-state.ts').JobState} JobState */
/** @typedef {import('../jobs/job-state.ts').WholeJob} WholeJob */
/** @typedef {import('../answer-state.ts').Trouble} Trouble */

const id = find('job', HTMLElement).dataset.id ?? ''
const address = `/v1/jobs/${encodeURIComponent(id)}`
/** @type {Map<string, string>} */
const painted = new Map()
/** Pauses between reconnects, ms. */
const minPauseMs = 500
const maxPauseMs = 10_000
const maxSilenceMs = 60_000

/** @type {JobState} */
let state = {
  ...unreadJob(id, Date.now()),
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
}
/** Number of parts received, in order of completion. */
let seen = 0
let isDue = false
let told = 0
/** Whether the last stream has sent an event. */
let isHeard = false
let isWatching = false

function draw() {
  isDue = false
  paint(jobSlots(state), painted)
  const { job } = state
  if (!job) return
  const { done, total } = job.progress
  document.title = `${hasEnded(job) ? job.state : `${done} of ${total}`} · Tributary`
  // Announced per quarter: every single part would be too much.
  const quarter = Math.floor((4 * done) / (total || 1))
  if (quarter > told && !hasEnded(job)) announce(`${done} of ${counted(total)}`)
  told = quarter
}

/** @param {Partial<JobState>} next */
function become(next) {
  state = { ...state, ...next }
  // Painting a table of a thousand rows takes time.
  if (!isDue) setTimeout(draw, Math.max(50, state.landed.length))
  isDue = true
}

/** @typedef {'whole' | 'ended' | 'again' | 'never'} Outcome what to do next */

/**
 * Reads the whole job.
 *
 * @returns {Promise<Outcome>}
 */
async function readWhole() {
  const response = await fetch(address, { headers: withKey(), signal: AbortSignal.timeout(maxSilenceMs) })
  if (!response.ok) return refused(await response.json())
  /** @type {WholeJob} */
  const whole = await response.json()
  seen = whole.result.parts.length
  // These times are from the service's clock; the browser's may be wrong.
  const now = Date.parse(whole.result.meta.generatedAt)
  become({ ...withWhole(state, whole), now, link: 'followed' })
  return 'whole'
}

/**
 * @param {Trouble} trouble
 * @returns {Outcome}
 */
function refused(trouble) {
  if (trouble.code === 'draining') return 'again'
  become({ trouble, isCancelling: false })
  return ['unauthorized', 'not_found', 'gone'].includes(trouble.code) ? 'never' : 'again'
}

/**
 * Follows the stream from the last part received.
 *
 * @returns {Promise<Outcome>}
 */
async function follow() {
  isHeard = false
  const headers = withKey({ accept: 'text/event-stream', 'last-event-id': String(seen) })
  // A connection may be dead without an error: after a while a new one takes over.
  const response = await fetch(`${address}/events`, { headers, signal: AbortSignal.timeout(maxSilenceMs) })
  if (!response.ok) return refused(await response.json())
  for await (const { event, id: place, data: told } of readEvents(response)) {
    const data = /** @type {any} */ (told)
    isHeard = true
    if (event === 'part') {
      seen = Number(place)
      become({ ...withLanded(state, data.part, data.data), link: 'followed' })
    }
    if (event === 'progress') become({ ...withProgress(state, data), link: 'followed' })
    if (event === 'problem') return refused(data)
    if (event === 'done') {
      become({ job: data })
      return 'ended'
    }
  }
  return 'again'
}

/** Runs until the job has ended and its whole result is shown. */
async function watch() {
  if (isWatching) return
  isWatching = true
  const last = await untilWhole()
  isWatching = false
  draw()
  const { job, landed, trouble } = state
  if (last === 'never') announce(trouble?.title ?? '')
  else announce(`The job is ${job?.state}: ${tally(landed) || 'no parts'}`)
}

/** @returns {Promise<Outcome>} */
async function untilWhole() {
  let pauseMs = minPauseMs
  let isRead = false
  for (;;) {
    /** @type {Outcome} */
    let outcome = 'again'
    try {
      outcome = isRead ? await follow() : await readWhole()
    } catch (error) {
      if (!isHeard || !(error instanceof DOMException && error.name === 'TimeoutError'))
        become({ link: 'lost' })
    }
    if (outcome === 'never') return outcome
    isRead = outcome === 'whole'
    if (isRead && state.job && hasEnded(state.job)) return outcome
    if (outcome !== 'again') continue
    // A proxy may buffer a stream without events: then the whole job is read again instead.
    isRead = isHeard && state.job !== null
    pauseMs = isHeard ? minPauseMs : Math.min(maxPauseMs, 2 * pauseMs)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

async function cancel() {
  become({ isCancelling: true })
  draw()
  announce('Cancelling')
  const response = await fetch(address, { method: 'DELETE', headers: withKey() })
  const answer = await response.json()
  // If the job has ended meanwhile, the stream says so.
  if (!response.ok && answer.code !== 'conflict') {
    become({ isCancelling: false, trouble: answer })
    return
  }
  // The focused button disappears.
  find('job-title', HTMLElement).focus({ preventScroll: true })
}

document.addEventListener('submit', (event) => {
  if (!(event.target instanceof HTMLFormElement) || event.target.id !== 'cancel') return
  event.preventDefault()
  cancel().catch((error) =>
    become({
      isCancelling: false,
      trouble: { title: 'The job could not be cancelled', detail: String(error), code: 'connection' },
    }),
  )
})

keepKey()
// A key entered now may permit reading the job.
document.getElementById('key')?.addEventListener('change', () => void watch())
void watch()
