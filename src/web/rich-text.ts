import { html } from 'hono/html'
import type { Html } from './layout.ts'

/** The link target of a word in backticks, or null. */
export type LinkOf = (code: string) => string | null

/** A plain path of this service links to itself. */
const pathLink: LinkOf = (code) => (/^\/[a-z\d./-]*$/.test(code) ? code : null)

/** Renders text with `code` in backticks, the only markup of our descriptions. Code that `linkOf` knows becomes a link. */
export function richText(text: string, linkOf: LinkOf = () => null): Html {
  // Every second piece was in backticks; an unpaired backtick is printed as is.
  const pieces = text.split(/`([^`]+)`/)
  return html`${pieces.map((piece, index) => (index % 2 === 0 ? piece : code(piece, linkOf)))}`
}

function code(text: string, linkOf: LinkOf): Html {
  const href = linkOf(text) ?? pathLink(text)
  return href === null ? html`<code>${text}</code>` : html`<a href="${href}"><code>${text}</code></a>`
}
