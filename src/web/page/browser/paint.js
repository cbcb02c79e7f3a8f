/** @typedef {import('../../layout.ts').Html} Html */

/**
 * Repaints the slots whose content has changed. Open sections stay open, and the focus is kept.
 *
 * @param {Map<string, Html>} slots
 * @param {Map<string, string>} painted what each slot holds now
 */
export function paint(slots, painted) {
  for (const [id, content] of slots) {
    const text = String(content)
    const slot = document.getElementById(id)
    if (!slot || painted.get(id) === text) continue
    if (id === 'slot-zones') forgetWithin(slot, painted)
    painted.set(id, text)
    replace(slot, text)
  }
}

/**
 * @param {HTMLElement} slot
 * @param {Map<string, string>} painted
 */
function forgetWithin(slot, painted) {
  for (const { id } of slot.querySelectorAll('[id]')) painted.delete(id)
}

/**
 * @param {HTMLElement} slot
 * @param {string} text
 */
function replace(slot, text) {
  const states = new Map([...slot.querySelectorAll('details')].map(({ id, open }) => [id, open]))
  const focused = slot.contains(document.activeElement) ? document.activeElement : null
  const path = focused ? pathTo(focused) : null
  slot.innerHTML = text
  for (const details of slot.querySelectorAll('details')) {
    const wasOpen = details.id === '' ? undefined : states.get(details.id)
    if (wasOpen !== undefined) details.open = wasOpen
  }
  if (path === null) return
  const again = slot.querySelector(path)
  if (again instanceof HTMLElement || again instanceof SVGElement) again.focus({ preventScroll: true })
}

/** @param {Element} element */
function pathTo(element) {
  const owner = element.closest('[id]')
  if (!owner?.id) return null
  const own = `#${CSS.escape(owner.id)}`
  return element === owner ? own : `${own} > ${element.localName}`
}
