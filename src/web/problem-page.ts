// The page of an error code. Its content comes from the error table.
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
  caller: 'The request: the caller has to change it.',
  us: 'This service, or the time budget.',
  upstream: 'The upstream: a server that this service called.',
}

const retriedText = ({ retried, blame }: ProblemKind): string => {
  if (retried) return 'Yes, within the time budget and the retry budget of the upstream.'
  // A single error may differ from its row: a 5xx is retried, and so is an error with Retry-After.
  if (blame === 'upstream') return 'Usually not: only if the upstream’s response says that a retry may help.'
  return 'No.'
}

/** The page of one code. */
export function problemPage(kind: ProblemKind): Html {
  const { code, status, title, advice, blame } = kind
  return html`<p class="back"><a href="/problems">All problems</a></p>
<h1>${title}</h1>
<p class="lede"><code>${code}</code> has status <strong>${status}</strong>.</p>
<dl class="facts">
<div><dt>What to do</dt><dd>${richText(advice)}</dd></div>
<div><dt>Cause</dt><dd>${blameText[blame]}</dd></div>
<div><dt>Retried automatically</dt><dd>${retriedText(kind)}</dd></div>
</dl>
<h2>Where it appears</h2>
<p>In <code>code</code> of a problem (<code>application/problem+json</code>) when the whole answer failed, and in
<code>error.code</code> of a part when only that part failed: then the status is 200, <code>complete</code> is false, and the other
parts are in the answer. <code>detail</code> describes this occurrence.</p>
`
}

/** The page that lists all codes, grouped by cause. */
export function problemListPage(kinds: readonly ProblemKind[]): Html {
  const group = (blame: ErrorKind['blame'], name: string): Html => html`<h2>${name}</h2>
<p>${blameText[blame]}</p>
<ul class="rows">${kinds.filter((kind) => kind.blame === blame).map(row)}</ul>`
  return html`<h1>Problems</h1>
<p class="lede">Every error of this service has a code with one status and one page.</p>
${group('caller', 'The request')}
${group('us', 'This service')}
${group('upstream', 'An upstream')}
`
}

const row = ({ code, status, title }: ProblemKind): Html =>
  html`<li><a href="/problems/${code}"><code>${code}</code></a> <span class="status">${status}</span> ${title}</li>`
