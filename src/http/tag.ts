/**
 * Hashes the UTF-16 code units of a text with 64-bit FNV-1a, as two halves with different bases. Sufficient for weak ETags
 * (RFC 9110 §8.8.1), but not cryptographic.
 */
export function hashText(text: string): string {
  let high = 0x811c9dc5
  let low = 0x9747b28c
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 0x01000193)
    low = Math.imul(low ^ unit, 0x01000193) ^ (low >>> 15)
  }
  return (high >>> 0).toString(36) + (low >>> 0).toString(36)
}

/** Whether `If-None-Match` contains this tag, by weak comparison (RFC 9110 §8.8.3.2). */
export function matchesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  const bare = tag.replace(/^W\//, '')
  return header.split(',').some((entry) => {
    const candidate = entry.trim()
    return candidate === '*' || candidate.replace(/^W\//, '') === bare
  })
}
