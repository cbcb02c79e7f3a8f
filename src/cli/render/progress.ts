import type { Style } from './style.ts'
import { cut } from './text.ts'

/** Renders a progress bar with a label, in one line of at most the terminal's width. */
export function renderProgress(
  { done, total, label = '' }: { done: number; total: number; label?: string },
  style: Style,
): string {
  const width = Math.min(30, Math.max(10, Math.floor(style.columns / 3)))
  const share = total === 0 ? 0 : Math.min(1, done / total)
  const filled = Math.round(share * width)
  const bar = '█'.repeat(filled) + '░'.repeat(width - filled)
  return cut(`${bar} ${done}/${total}${label === '' ? '' : ` ${label}`}`, style.columns - 1)
}
