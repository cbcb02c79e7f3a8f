/** The text without blanks at its ends, and with one blank wherever it had several. */
export function singleSpaced(text: string): string {
  const trimmed = text.trim()
  return trimmed.includes('  ') ? trimmed.replaceAll(/ {2,}/g, ' ') : trimmed
}
