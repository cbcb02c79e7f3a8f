// A parsed marine text product as a table.
import type { ParsedProduct } from '../../sources/marine/schema.ts'
import { seaWords, swellWords, windWords } from './sea-words.ts'
import { cut, table } from './text.ts'

const widths = [22, 44, 20, 70, 70]

/** Renders each block: zones, headlines, and periods with wind and seas. */
export function renderProduct({ product, blocks }: Pick<ParsedProduct, 'product' | 'blocks'>): string[] {
  if (blocks.length === 0) return ['no readable block']
  const rows = [['zone', 'headline', 'period', 'wind', 'seas']]
  for (const { zones, headlines, periods, kind } of blocks) {
    const lead = [zones.join(' '), headlines.join(' | ')]
    if (periods.length === 0) rows.push([...lead, kind, '', ''])
    periods.forEach(({ name, wind, seas, waveDetail }, index) => {
      const waters = [...seas.map(seaWords), ...waveDetail.map(swellWords)]
      rows.push([...(index === 0 ? lead : ['', '']), name, wind.map(windWords).join('; '), waters.join('; ')])
    })
  }
  const cells = rows.map((row) => row.map((cell, at) => cut(cell, widths[at] ?? 0)))
  return [
    [product.wmo, product.office, product.awips, product.issuedAt].filter(Boolean).join(' '),
    ...table(cells, { columns: Number.POSITIVE_INFINITY }, 0),
  ]
}
