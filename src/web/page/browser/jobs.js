// The script of the page of all jobs: keeps the list up to date and starts jobs with the key of this tab.
import { jobList } from '../jobs/job-list.ts'
import { orderOf } from '../jobs/job-order.ts'
import { troubleNote } from '../trouble.ts'
import { announce, find } from './find.js'
import { keepUpdated } from './keep-updated.js'
import { withKey } from './key.js'
import { paint } from './paint.js'

/** @typedef {import('../answer-state.ts').Trouble} Trouble */

const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
/** @type {Map<string, string>} */
const painted = new Map()

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

keepUpdated(`/v1/jobs${location.search}`, (page) =>
  paint(new Map([['jobs', jobList(page, Date.now(), timeZone)]]), painted),
)
