/**
 * The element with an id. Throws if it is missing: page and script are served together.
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
 * Announces a change of the page to screen readers.
 *
 * @param {string} text
 */
export function announce(text) {
  find('live', HTMLElement).textContent = text
}
