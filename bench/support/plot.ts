import { mkdirSync, writeFileSync } from 'node:fs'
import { median } from './table.ts'

export interface Bar {
  label: string
  values: readonly number[]
}

const left = 230
const right = 90
const width = 720
const step = 30

/** Draws the median of each row as a bar, its spread as a line, into `bench/plots/<name>.svg`. */
export function plotBars(
  name: string,
  { title, unit, bars }: { title: string; unit: string; bars: Bar[] },
): void {
  const most = Math.max(...bars.flatMap(({ values }) => values), Number.EPSILON)
  const x = (value: number): number => left + (value / most) * (width - left - right)
  const row = ({ label, values }: Bar, index: number): string => {
    const y = 44 + index * step
    const middle = median(values)
    const [low, high] = [x(Math.min(...values)), x(Math.max(...values))].map((at) => at.toFixed(1))
    return [
      `<text x="${left - 8}" y="${y + 14}" text-anchor="end">${plain(label)}</text>`,
      `<rect x="${left}" y="${y}" width="${(x(middle) - left).toFixed(1)}" height="18" fill="#3b7dbb"/>`,
      `<path d="M${low} ${y + 9}H${high}" stroke="#14324d" stroke-width="2"/>`,
      `<text x="${(Math.max(x(middle), Number(high)) + 6).toFixed(1)}" y="${y + 14}">${short(middle)}</text>`,
    ].join('')
  }
  const height = 56 + bars.length * step
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="12" y="24" font-weight="bold">${plain(title)} (${plain(unit)})</text>
${bars.map(row).join('\n')}
</svg>
`
  const folder = new URL('../plots/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL(`${name}.svg`, folder), svg)
}

const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2))

const plain = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
