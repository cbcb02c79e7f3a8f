// The script of the page of all jobs: keeps the list up to date and starts jobs with the key of this tab.
import { jobList } from '../jobs/job-list.ts'
import { orderOf } from '../jobs/job-order.ts'
import { troubleNote } from '../trouble.ts'
import { announce, find } from './find.js'
import { keepUpdated } from './keep-updated.js'
import { keepKey, withKey } from './key.js'
import { paint } from './paint.js'

/** @typedef {import('../answer-state.ts').Trouble} Trouble */

const everyMs = 3_000
const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
const updated = find('updated', HTMLElement)
/** @type {Map<string, string>} */
const painted = new Map()

async function update() {
  try {
    const response = await fetch(`/v1/jobs${location.search}`, { headers: withKey() })
    if (response.status === 401) {
      updated.textContent = 'A valid API key is required'
      return
    }
    /** @type {import('../jobs/job-list.ts').JobPage & Trouble} */
    const page = await response.json()
    if (!response.ok) throw new Error(page.detail)
    paint(new Map([['jobs', jobList(page, Date.now(), timeZone)]]), painted)
    updated.textContent = `Read at ${new Date().toLocaleTimeString()}, again every ${everyMs / 1_000} seconds`
  } catch (error) {
    updated.textContent = `The list is not available (${error instanceof Error ? error.message : error}); retrying`
  }
}

/** @param {HTMLFormElement} form */
async function start(form) {
  const fields = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)))
  /** @type {import('../../../define/job-form.ts').JobForm} */
  const asked = JSON.parse(form.dataset.form ?? '')
  const response = await fetch('/v1/jobs', {
    method: 'POST',
    headers: withKey({ 'content-type': 'application/json' }),
    body: JSON.stringify(orderOf(fields, asked)),
  })
  const answer = await response.json()
  if (response.ok) location.assign(`/jobs/${answer.id}`)
  else refuse(answer)
}

/** @param {Trouble} trouble */
function refuse(trouble) {
  const place = find('trouble', HTMLElement)
  place.innerHTML = String(troubleNote(trouble))
  place.focus()
}

for (const form of document.querySelectorAll('form')) {
  const button = form.querySelector('button')
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!button || button.disabled) return
    button.disabled = true
    announce('Starting')
    start(form)
      .catch((error) =>
        refuse({ title: 'The job was not started', detail: String(error), code: 'connection' }),
      )
      .finally(() => {
        button.disabled = false
      })
  })
}

keepKey()
document.getElementById('key')?.addEventListener('change', update)
keepUpdated(update, everyMs)
