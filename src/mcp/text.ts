import { isNoAnswer, type NoAnswer } from '../briefing/ask.ts'
import type { Envelope, Part } from '../briefing/part.ts'

/** What a result is made of, in words: for whoever reads no structured content, and for whoever quotes it. */
export function textOf(told: Envelope | NoAnswer): string {
  if (isNoAnswer(told)) {
    const { code, title, detail, advice, parts } = told
    return [`${title} (${code}): ${detail}`, advice, ...parts.map((part) => lineOf(part, null))].join('\n')
  }
  const { complete, parts, meta } = told
  const now = Date.parse(meta.generatedAt)
  const there = parts.filter(({ status }) => status !== 'failed').length
  const head = complete
    ? `All ${parts.length} parts are there.`
    : `${there} of ${parts.length} parts are there.`
  return [head, ...parts.map((part) => lineOf(part, now)), ...meta.attribution].join('\n')
}

function lineOf({ source, key, provider, status, fetchedAt, error }: Part, now: number | null): string {
  const name = `${source} ${key}`
  if (error) return `${name}: failed, ${error.code}: ${error.detail}`
  const age = fetchedAt === null || now === null ? '' : `, ${ageOf(now - Date.parse(fetchedAt))}`
  return `${name}: from ${provider}${age}${status === 'stale' ? ', stale' : ''}`
}

function ageOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 2) return 'just fetched'
  if (seconds < 120) return `${seconds} s old`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} min old` : `${Math.round(minutes / 60)} h old`
}
