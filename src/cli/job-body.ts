// What a job is asked, from arguments: only what its kind knows, every fault at once.
import type { SubmitJobBody } from '../../clients/typescript/src/index.ts'
import { guess, type OptionTable, type Values } from './options.ts'
import { UsageError } from './usage-error.ts'

/** What only the body of a job is made from. */
export const bodyOptions = {
  office: { kind: 'text', value: 'LWX', about: 'forecasts, advisories: all zones of an office' },
  prefix: { kind: 'text', value: 'ANZ5', about: 'forecasts, advisories: all zones whose ids begin with it' },
  group: {
    kind: 'choice',
    value: 'NAME',
    choices: ['chesapeake'],
    about: 'forecasts, advisories: a named group',
  },
  near: { kind: 'text', value: 'POSITION', about: 'forecasts, advisories: the nearest zones' },
  count: { kind: 'number', value: 'N', least: 1, most: 1_000, about: 'with --near: how many; default 3' },
  raw: { kind: 'flag', about: 'forecasts: the whole text as well' },
  t: {
    kind: 'choice',
    value: 'TIME',
    choices: ['hour', 'day', 'week', 'month', 'year', 'all'],
    about: 'reddit: the time that scores count over',
  },
  limit: { kind: 'number', value: 'N', least: 1, most: 100, about: 'reddit: posts of each subreddit' },
  from: { kind: 'text', value: 'FILE', about: 'ITEMs from a file or standard input (-), one a line' },
} as const satisfies OptionTable

type BodyValues = Values<typeof bodyOptions>

const zoneOptions = ['office', 'prefix', 'group', 'near', 'count'] as const

/** The kinds: which options each knows, and what its items are called in the body. */
const kinds = {
  forecasts: { items: 'zones', options: [...zoneOptions, 'raw'] },
  advisories: { items: 'zones', options: zoneOptions },
  geocode: { items: 'places', options: [] },
  reddit: { items: 'subreddits', options: ['t', 'limit'] },
  pages: { items: 'urls', options: [] },
} as const satisfies Record<string, { items: string; options: readonly (keyof BodyValues)[] }>

/** Names of the kinds, for the help. */
export const kindNames = Object.keys(kinds)

/** The body of a job. Throws a UsageError for a kind that is not known and for options that it does not take. */
export function jobBody(
  kind: string | undefined,
  items: readonly string[],
  values: BodyValues,
): SubmitJobBody {
  if (kind === undefined || !Object.hasOwn(kinds, kind)) {
    const hint = kind === undefined ? '' : `, not '${kind}'${guess(kind, kindNames)}`
    throw new UsageError([`KIND is one of ${kindNames.join(', ')}${hint}`])
  }
  const { items: name, options } = kinds[kind as keyof typeof kinds]
  const known: readonly string[] = [...options, 'from']
  const given = Object.entries(values).filter(
    ([option, value]) => Object.hasOwn(bodyOptions, option) && value !== undefined && value !== false,
  )
  const faults = given.flatMap(([option]) =>
    known.includes(option) ? [] : [`--${option} is not for ${kind}`],
  )
  const hasSelector = given.some(([option]) => ['office', 'prefix', 'group', 'near'].includes(option))
  if (items.length === 0 && !hasSelector)
    faults.push(`which ${name}? ITEM..., --from FILE, or an option of it`)
  if (faults.length > 0) throw new UsageError(faults)
  return {
    kind,
    ...(items.length > 0 && { [name]: items }),
    ...Object.fromEntries(given.filter(([option]) => option !== 'from')),
  } as SubmitJobBody
}
