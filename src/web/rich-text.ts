import { html } from 'hono/html'
import type { Html } from './layout.ts'

/** Where a word set as code leads, or null. */
export type LinkOf = (code: string) => string | null

/** A path of this service that can be opened as it stands leads to itself. */
const pathLink: LinkOf = (code) => (/^\/[a-z\d./-]*$/.test(code) ? code : null)

/** Text with `code` between backticks: the one mark that our descriptions use. Code that `linkOf` knows is a link. */
export function richText(text: string, linkOf: LinkOf = () => null): Html {
  // Every second piece stood between backticks; one without a partner is printed as it is.
  const pieces = text.split(/`([^`]+)`/)
  return html`${pieces.map((piece, index) => (index % 2 === 0 ? piece : code(piece, linkOf)))}`
}

function code(text: string, linkOf: LinkOf): Html {
  const href = linkOf(text) ?? pathLink(text)
  return href === null ? html`<code>${text}</code>` : html`<a href="${href}"><code>${text}</code></a>`
}
