import { html } from 'hono/html'
import { errorKinds } from '../../core/errors.ts'
import type { Html } from '../layout.ts'
import { richText } from '../rich-text.ts'
import type { Trouble } from './answer-state.ts'

/** An error and what the reader can do; `advice` replaces the text of the error table. */
export function troubleNote({ title, detail, code, errors }: Trouble, advice?: Html): Html {
  const kind = Object.entries(errorKinds).find(([known]) => known === code)?.[1]
  return html`<div class="failed whole" role="alert"><p><strong>${title}.</strong> ${detail}</p>
${errors ? html`<ul>${errors.map(({ name, message }) => html`<li><code>${name}</code>: ${message}</li>`)}</ul>` : ''}
${kind ? html`<p>${advice ?? richText(kind.advice)} <a href="/problems/${code}"><code>${code}</code></a></p>` : ''}</div>`
}
