import { TributaryError } from 'tributary-client'
import { span } from '../../core/time-words.ts'
import { adviceOn } from '../exit-codes.ts'
import { UsageError } from '../usage-error.ts'
import { renderParts } from './parts.ts'
import type { Style } from './style.ts'
import { clean, paragraph } from './text.ts'

/** Renders an error: its detail, all faults and failed parts, and the advice. */
export function renderError(error: unknown, style: Style): string[] {
  if (error instanceof UsageError)
    return error.faults.map((fault) => style.danger(`tributary: ${clean(fault)}`))
  if (!(error instanceof TributaryError)) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return [style.danger(`tributary: ${words}`)]
  }
  const { code, detail, errors, parts, requestId, retryAfterMs } = error
  const advice = adviceOn(code)
  const failed = clean(parts.filter(({ status }) => status === 'failed'))
  return [
    // The detail repeats what the failed parts say.
    ...(failed.length === 1
      ? []
      : paragraph(
          `tributary: ${failed.length > 1 ? `${failed.length} parts failed` : clean(detail)} (${code})`,
          style,
          '',
          '  ',
        ).map(style.danger)),
    ...errors.map(({ name, message }) => style.danger(`  ${clean(`${name}: ${message}`)}`)),
    // Failed parts have their own advice.
    ...(failed.length > 0 ? renderParts({ parts: failed }, style).slice(0, -1) : []),
    ...(advice === null || failed.length > 0 ? [] : paragraph(advice, style, '  ')),
    ...(retryAfterMs === null ? [] : [`  Retry after ${span(retryAfterMs)}.`]),
    ...(code === 'internal' && requestId !== null ? [`  Request id: ${clean(requestId)}`] : []),
  ]
}
