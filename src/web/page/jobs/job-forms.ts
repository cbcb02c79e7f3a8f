import { html } from 'hono/html'
import type { FormField, JobForm, Way } from '../../../define/job-form.ts'
import type { Html } from '../../layout.ts'
import { richText } from '../../rich-text.ts'
import { kindNames } from './job-kinds.ts'
import type { JobFields } from './job-order.ts'

/** A form for each kind of job. A rejected form keeps its values. */
export const jobForms = (forms: readonly JobForm[], sent: JobFields = {}): Html =>
  html`<div class="job-forms">${forms.map((form) => jobForm(form, form.kind === sent.kind ? sent : {}))}</div>`

function jobForm(form: JobForm, typed: JobFields): Html {
  const { kind, summary, ways, fields } = form
  const { title } = kindNames(kind)
  return html`<form class="job-form" method="post" action="/jobs" aria-label="${title}" data-form="${JSON.stringify(form)}">
<h3>${title}</h3><p class="hint">${summary}</p><input type="hidden" name="kind" value="${kind}">
${whichItems(kind, ways, typed)}${fields.map((field) => fieldInput(`${kind}-${field.name}`, field, typed))}<button>Start</button></form>`
}

/** The items of a job: a choice of how to select them, if there are several, and an input. */
function whichItems(kind: string, ways: readonly Way[], { by, which = '' }: JobFields): Html {
  const id = `${kind}-which`
  const attributes = html`id="${id}" name="which" required autocapitalize="none" autocomplete="off" spellcheck="false"`
  const isByLine = ways.some(({ list }) => list && !list.commas)
  const input = isByLine
    ? html`<textarea ${attributes} rows="6">${which}</textarea>`
    : html`<input ${attributes} value="${which}">`
  const [only] = ways
  if (only && ways.every(({ list }) => list)) {
    return html`<p><label for="${id}">${only.description}${isByLine ? ', one per line' : ''}</label>${input}</p>`
  }
  const names = Object.fromEntries(ways.map(({ name, description }) => [name, description]))
  return html`<p><label for="${kind}-by">By</label><select id="${kind}-by" name="by">${options(names, by)}</select></p>
<p><label for="${id}">Which</label>${input}</p>`
}

function fieldInput(id: string, field: FormField, typed: JobFields): Html {
  const { name, description } = field
  const label = html`<label for="${id}">${richText(description)}</label>`
  const given = typed[name]
  switch (field.type) {
    case 'choice': {
      const choices = Object.fromEntries(field.choices.map((choice) => [choice, choice]))
      return html`<p>${label}<select id="${id}" name="${name}">${options(choices, given ?? field.default ?? undefined)}</select></p>`
    }
    case 'number':
      return html`<p>${label}<input id="${id}" name="${name}" type="number" min="${field.min}" max="${field.max}"
 step="${field.isWhole ? '1' : 'any'}" value="${given ?? field.default ?? ''}"></p>`
    case 'flag':
      return html`<p class="flag"><input id="${id}" name="${name}" type="checkbox"${given ? html` checked` : ''}> ${label}</p>`
    case 'text':
      return html`<p>${label}<input id="${id}" name="${name}" value="${given ?? ''}" autocomplete="off" spellcheck="false"></p>`
  }
}

const options = (names: Readonly<Record<string, string>>, chosen: string | undefined): Html =>
  html`${Object.entries(names).map(
    ([value, name]) =>
      html`<option value="${value}"${value === chosen ? html` selected` : ''}>${name}</option>`,
  )}`
