/** The text without blanks at its ends, and with runs of blanks reduced to one. */
export function singleSpaced(text: string): string {
  const isTrimmed = text.charCodeAt(0) !== 32 && text.charCodeAt(text.length - 1) !== 32
  const trimmed = isTrimmed ? text : text.trim()
  return trimmed.includes('  ') ? trimmed.replaceAll(/ {2,}/g, ' ') : trimmed
}
