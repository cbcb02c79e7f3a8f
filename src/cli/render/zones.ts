import type { Match, Zone } from 'tributary-client'
import { joined, type Style } from './style.ts'
import { paragraph, table } from './text.ts'

/** Renders zones as a table. */
export const renderZones = (zones: readonly Zone[], style: Style): string[] =>
  table(
    zones.map(({ id, office, kind, name }) => [id, office, kind, name]),
    style,
    3,
  )

/** Renders search matches by zone, with the matching words marked. */
export function renderMatches(
  { matches, total }: { matches: readonly Match[]; total: number },
  style: Style,
): string[] {
  const lines: string[] = []
  let zone = ''
  for (const match of matches) {
    if (match.zone.id !== zone) {
      zone = match.zone.id
      lines.push(`${style.bold(zone)}  ${style.bold(match.zone.name)}`)
    }
    lines.push(...renderMatch(match, style))
  }
  const rest = total - matches.length
  if (rest > 0) lines.push(style.dim(`and ${rest} more: raise --limit`))
  return total === 0 ? ['no matches'] : lines
}

function renderMatch({ period, snippet, cut, expired }: Match, style: Style): string[] {
  const text = snippet.map((piece) => (piece.match ? style.mark(piece.text) : piece.text)).join('')
  const whole = `${cut.before ? '… ' : ''}${text}${cut.after ? ' …' : ''}`
  const lead = joined([period ?? 'HEADLINE', expired && 'expired'])
  return paragraph(`${lead}: ${whole}`, style, '  ', '    ')
}
