/**
 * 64 bits of FNV-1a over the UTF-16 units of a text, in two halves with different bases: enough to tell two versions of
 * one resource apart, which is all that a weak ETag promises (RFC 9110 §8.8.1). Not for anything an adversary could gain from.
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

/** Does an `If-None-Match` value name this tag? Weak comparison. */
export function matchesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  const bare = tag.replace(/^W\//, '')
  return header.split(',').some((entry) => {
    const candidate = entry.trim()
    return candidate === '*' || candidate.replace(/^W\//, '') === bare
  })
}
