// What an error code means, for the person who has just met it. Everything said here is read from the error table.
import { html } from 'hono/html'
import type { ErrorCode, ErrorKind } from '../core/errors.ts'
import type { Html } from './layout.ts'
import { richText } from './rich-text.ts'

/** A row of the error table under its code. */
export interface ProblemKind extends Pick<ErrorKind, 'status' | 'title' | 'advice' | 'blame'> {
  code: ErrorCode
  retried: boolean
}

const blameText: Record<ErrorKind['blame'], string> = {
  caller: 'The caller’s: the request has to change.',
  us: 'Ours: this service, or the time it was given.',
  upstream: 'The upstream’s: a server that this service asked.',
}

const retriedText = ({ retried, blame }: ProblemKind): string => {
  if (retried) return 'Yes, as far as the time budget and the upstream’s share of retries went.'
  // A single error can narrow or widen its row: a 5xx is worth a second attempt, an upstream may say when to come back.
  if (blame === 'upstream')
    return 'Not as a rule: only where the upstream’s own answer says that it may help.'
  return 'No.'
}

/** The page of one code. */
export function problemPage(kind: ProblemKind): Html {
  const { code, status, title, advice, blame } = kind
  return html`<p class="back"><a href="/problems">All problems</a></p>
<h1>${title}</h1>
<p class="lede"><code>${code}</code> comes with status <strong>${status}</strong>.</p>
<dl class="facts">
<div><dt>What to do</dt><dd>${richText(advice)}</dd></div>
<div><dt>Whose fault</dt><dd>${blameText[blame]}</dd></div>
<div><dt>Retried for you?</dt><dd>${retriedText(kind)}</dd></div>
</dl>
<h2>Where it stands</h2>
<p>In the <code>code</code> of a problem (<code>application/problem+json</code>) when the whole answer failed, and in the
<code>error.code</code> of a part when only that part did: then the answer is a 200, its <code>complete</code> is false, and
every other part is there. <code>detail</code> says what happened this time.</p>
`
}

/** The page that lists all codes, by whose fault they are. */
export function problemListPage(kinds: readonly ProblemKind[]): Html {
  const group = (blame: ErrorKind['blame'], name: string): Html => html`<h2>${name}</h2>
<p>${blameText[blame]}</p>
<ul class="rows">${kinds.filter((kind) => kind.blame === blame).map(row)}</ul>`
  return html`<h1>Problems</h1>
<p class="lede">Every error of this service has a code, and every code has one status and one page.</p>
${group('caller', 'The request')}
${group('us', 'This service')}
${group('upstream', 'An upstream')}
`
}

const row = ({ code, status, title }: ProblemKind): Html =>
  html`<li><a href="/problems/${code}"><code>${code}</code></a> <span class="status">${status}</span> ${title}</li>`
