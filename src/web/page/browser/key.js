const storeName = 'tributary-key'

/** Keeps the value of the key field, if the page has one, until the tab is closed. */
export function keepKey() {
  const field = document.getElementById('key')
  if (!(field instanceof HTMLInputElement)) return
  field.value = sessionStorage.getItem(storeName) ?? ''
  field.addEventListener('input', () => sessionStorage.setItem(storeName, field.value.trim()))
}

/**
 * Headers for a request to `/v1`.
 *
 * @param {Record<string, string>} [headers]
 * @returns {Record<string, string>}
 */
export function withKey(headers = {}) {
  const key = document.getElementById('key') && sessionStorage.getItem(storeName)
  return key ? { ...headers, authorization: `Bearer ${key}` } : headers
}
