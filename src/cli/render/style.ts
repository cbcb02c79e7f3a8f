/** How text is rendered: colours, the width of the terminal, and the time for ages. */
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
  /** Marks matching words; in brackets without colours. */
  mark(text: string): string
}

const plain = (text: string): string => text
const dressed = (code: string): ((text: string) => string) => {
  return (text) => (text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`)
}

/** Creates a style; without colours the functions return their text. */
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
    // Each word separately, so that lines can be broken between them.
    mark: hasColours ? (text) => text.replace(/\S+/g, dress('1;33')) : (text) => `[${text}]`,
  }
}

/** Joins the non-empty pieces of a line. */
export const joined = (pieces: readonly (string | null | false)[], between = ' · '): string =>
  pieces.filter((piece) => piece !== null && piece !== false && piece !== '').join(between)
