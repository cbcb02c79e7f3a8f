/**
 * The element of an id; the pages and their script are served together, so it is there.
 *
 * @template {typeof HTMLElement} Kind
 * @param {string} id
 * @param {Kind} kind
 * @returns {InstanceType<Kind>}
 */
export function find(id, kind) {
  const element = document.getElementById(id)
  if (element instanceof kind) return /** @type {InstanceType<Kind>} */ (element)
  throw new Error(`the page has no ${kind.name} #${id}`)
}

/**
 * Tells screen readers, who cannot see the page change.
 *
 * @param {string} text
 */
export function announce(text) {
  find('live', HTMLElement).textContent = text
}
