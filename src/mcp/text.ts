import { ago } from '../core/time-words.ts'
import type { NoAnswer } from '../parts/ask.ts'
import type { Envelope, Part } from '../parts/part.ts'

/** Why there is no result, and what to do. */
export function failureText({ code, title, detail, advice, faults = [], parts }: NoAnswer): string {
  const named = faults.map(({ name, message }) => `${name}: ${message}`)
  return [`${title} (${code}): ${detail}`, ...named, advice, ...parts.map((part) => lineOf(part, null))].join(
    '\n',
  )
}

/** The parts of a result as text, for clients without structured content and for quoting. */
export function partsText({ complete, parts, meta }: Envelope): string {
  const now = Date.parse(meta.generatedAt)
  const there = parts.filter(({ status }) => status !== 'failed').length
  const noun = parts.length === 1 ? 'part is' : 'parts are'
  const head =
    complete && parts.length > 1
      ? `All ${parts.length} parts are available.`
      : `${there} of ${parts.length} ${noun} available.`
  return [head, ...parts.map((part) => lineOf(part, now)), ...meta.attribution].join('\n')
}

function lineOf({ source, key, provider, status, fetchedAt, error }: Part, now: number | null): string {
  const name = `${source} ${key}`
  if (error) return `${name}: failed, ${error.code}: ${error.detail}`
  const age = fetchedAt === null || now === null ? '' : `, fetched ${ago(fetchedAt, now)}`
  return `${name}: from ${provider}${age}${status === 'stale' ? ', stale' : ''}`
}
