// The provenance of an answer and its missing parts, printed below every answer.
import type { Meta, Part } from 'tributary-client'
import { ago, duration } from '../../core/time-words.ts'
import { adviceOn } from '../exit-codes.ts'
import { joined, type Style } from './style.ts'
import { paragraph } from './text.ts'

/** Renders failed parts with reason and advice, then stale parts, then a summary of the providers. */
export function renderParts(
  { parts, meta }: { parts: readonly Part[]; meta?: Meta | undefined },
  style: Style,
): string[] {
  const failed = parts.filter(({ status }) => status === 'failed')
  const stale = parts.filter(({ status }) => status === 'stale')
  const skipping = parts.filter(({ skipped }) => skipped !== undefined)
  return [
    ...failed.flatMap((part) => renderFailed(part, style)),
    ...stale.map((part) =>
      style.warning(
        joined([
          `~ ${nameOf(part)} is stale`,
          part.fetchedAt && ago(part.fetchedAt, style.now),
          `from ${part.provider}`,
        ]),
      ),
    ),
    ...skipping.map((part) =>
      style.warning(`~ ${nameOf(part)}: ${part.skipped} of its items could not be read`),
    ),
    ...paragraph(summaryOf(parts, meta, style), style).map(style.dim),
  ]
}

function renderFailed(part: Part, style: Style): string[] {
  const { code = 'internal', title = '', detail = '' } = part.error ?? {}
  const advice = adviceOn(code)
  return [
    ...paragraph(`✗ ${nameOf(part)}: ${detail === '' ? title : detail} (${code})`, style, '', '  ').map(
      style.danger,
    ),
    ...(advice === null ? [] : paragraph(advice, style, '  ')),
  ]
}

const nameOf = ({ source, key }: Part): string => `${source} ${key}`

function summaryOf(parts: readonly Part[], meta: Meta | undefined, { now }: Style): string {
  const there = parts.filter(({ status }) => status !== 'failed')
  const oldest = there
    .map(({ fetchedAt }) => fetchedAt)
    .filter((at) => at !== null)
    .sort()[0]
  return joined([
    parts.length > 0 && `${there.length} of ${parts.length} parts`,
    meta !== undefined && `in ${duration(meta.tookMs)}`,
    oldest !== undefined && `oldest fetched ${ago(oldest, now)}`,
    ...(meta?.attribution ?? []),
  ])
}
