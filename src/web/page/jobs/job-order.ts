// What the forms of the page ask for, as the body of `POST /v1/jobs`. What is wrong with it is left for the service to say.
import { subredditName } from '../ask.ts'

/** What zones are chosen by. */
export const zoneSelectors = ['office', 'prefix', 'zones'] as const

/** The fields of one form. */
export type JobFields = Readonly<Record<string, string>>

/** The body that the fields mean. */
export function orderOf({ kind = '', by = '', which = '', t = '', limit = '' }: JobFields): object {
  const words = which.split(/[\s,]+/).filter((word) => word !== '')
  if (kind === 'geocode') return { kind, places: linesOf(which) }
  if (kind === 'reddit') {
    const chosen = { ...(t !== '' && { t }), ...(limit !== '' && { limit: Number(limit) }) }
    return { kind, subreddits: words.map(subredditName), ...chosen }
  }
  return by === 'zones' ? { kind, zones: words } : { kind, [by]: which.trim() }
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
