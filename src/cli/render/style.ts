/** How text is dressed: colours or none, the width there is, and what ages are judged against. */
export interface Style {
  columns: number
  /** Epoch ms. */
  now: number
  bold(text: string): string
  dim(text: string): string
  danger(text: string): string
  warning(text: string): string
  good(text: string): string
  link(text: string): string
  /** What was looked for: in brackets where there are no colours. */
  mark(text: string): string
}

const plain = (text: string): string => text
const dressed = (code: string): ((text: string) => string) => {
  return (text) => (text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`)
}

/** Makes a style. */
export function createStyle(options: { hasColours: boolean; columns: number; now: number }): Style {
  const { hasColours, columns, now } = options
  const dress = (code: string) => (hasColours ? dressed(code) : plain)
  return {
    columns,
    now,
    bold: dress('1'),
    dim: dress('2'),
    danger: dress('1;31'),
    warning: dress('33'),
    good: dress('32'),
    link: dress('4'),
    // Word by word, so that a line may be broken between them.
    mark: hasColours ? (text) => text.replace(/\S+/g, dress('1;33')) : (text) => `[${text}]`,
  }
}

/** Parts of a line without those that are empty. */
export const joined = (pieces: readonly (string | null | false)[], between = ' · '): string =>
  pieces.filter((piece) => piece !== null && piece !== false && piece !== '').join(between)
