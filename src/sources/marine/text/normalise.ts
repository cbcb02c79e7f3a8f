// Only what no rule depends on is changed here: line ends, control bytes and the blanks around a line.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what this looks for.
const odd = /[\u0000-\u0009\u000b-\u001f\u007f\u00a0\ufeff]/
const lineEnds = /\r+\n?/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: a vertical tab is a blank here.
const blanks = /[\t\u000b\f\u00a0]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what this removes.
const controls = /[\u0000-\u0008\u000e-\u001f\u007f\ufeff]/g

/** The lines of a product as sent: CR CR LF, CR LF and CR end a line, control bytes and the blanks around a line are gone. */
export function normalise(text: string): string[] {
  const clean = odd.test(text)
    ? text.replace(lineEnds, '\n').replace(blanks, ' ').replace(controls, '')
    : text
  const lines = clean.split('\n')
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line.charCodeAt(line.length - 1) === 32 || line.charCodeAt(0) === 32) lines[index] = line.trim()
  }
  return lines
}
