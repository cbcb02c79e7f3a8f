import type { ParsedProduct } from '../src/sources/marine/schema.ts'

// Lines that the answer holds as times and names of its own making: `Expires`, sequence number, WMO heading and AWIPS id.
const heading =
  /^(?:Expires: ?\d{12}\b(?:;;\d*)?|\d{3} ?$|[A-Z]{4}\d{2} [A-Z]{4} \d{6}(?: [A-Z]{3})?\b|[A-Z][A-Z0-9]{3,5}$)/
// "757 AM EDT Thu Sep 24 2026", the same in another zone behind it, Spanish, or UTC: `issuedAt`.
const issuance =
  /^\d{1,4} (?:[AP]M )?[A-Z]{3,4} \w+\.? (?:[a-z]{3} \d{1,2}|\d{1,2} DE \w+ DE) ?\d{4}\b(?: ?\/[^/]+\d{4}\/)?/i

/** The words of a product that are in no field of its answer, each as often as it is missing. */
export function lostWords(text: string, { product, blocks }: ParsedProduct): string[] {
  const found = new Map<string, number>()
  const add = (printed: string): void => {
    for (const word of wordsOf(printed)) found.set(word, (found.get(word) ?? 0) + 1)
  }
  for (const printed of [...product.headlines, product.overview ?? '', ...product.unparsed]) add(printed)
  for (const block of blocks) {
    for (const printed of [block.ugc ?? '', ...block.vtec, ...block.names, ...block.headlines]) add(printed)
    if (block.synopsis !== null) add(`synopsis ${block.synopsis}`)
    for (const { name, text: printed } of block.periods) add(`${name} ${printed}`)
    for (const printed of block.unparsed) add(printed)
  }
  return printedWords(text).filter((word) => {
    const left = found.get(word) ?? 0
    found.set(word, left - 1)
    return left <= 0
  })
}

function printedWords(text: string): string[] {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim())
  const [first = ''] = lines.filter((line) => line !== '' && heading.test(line))
  const end = lines.findIndex((line) => /^[A-Z]{3}\d{3}[->]/.test(line))
  return lines.flatMap((line, index) => {
    const isHeading = first !== '' && (end < 0 || index < end) && heading.test(line)
    return wordsOf(line.replace(isHeading ? heading : issuance, ''))
  })
}

// A wrapped list of zones is put together again, and so are the digits around the wrap: letters and digits count alike.
const wordsOf = (printed: string): string[] =>
  printed
    .replaceAll('\u2026', '...')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []
