// Reads arguments with `parseArgs` of node:util and checks them here, because `parseArgs` reports only the first fault.
import { parseArgs } from 'node:util'
import { UsageError } from './usage-error.ts'

interface OptionBase {
  about: string
  /** Placeholder of the value in the help. */
  value?: string
  short?: string
}

export type Option =
  | (OptionBase & { kind: 'flag' })
  | (OptionBase & { kind: 'text' })
  /** Repeated or comma-separated. */
  | (OptionBase & { kind: 'list' })
  | (OptionBase & { kind: 'number'; min: number; max: number; isWhole?: boolean })
  | (OptionBase & { kind: 'choice'; choices: readonly string[] })

export type OptionTable = Readonly<Record<string, Option>>

type ValueOf<One extends Option> = One extends { kind: 'flag' }
  ? boolean
  : One extends { kind: 'list' }
    ? string[] | undefined
    : One extends { kind: 'number' }
      ? number | undefined
      : One extends { kind: 'choice'; choices: readonly (infer Choice)[] }
        ? Choice | undefined
        : string | undefined

/** The values of options: an absent flag is false, any other absent option undefined. */
export type Values<Table extends OptionTable> = { [Name in keyof Table]: ValueOf<Table[Name]> }

/** The number of positional arguments of a command, and their name in faults. */
export interface Arguments {
  name: string
  min: number
  max: number
}

export interface ReadArguments<Table extends OptionTable> {
  values: Values<Table>
  positionals: string[]
}

/** Reads arguments against a table. Throws a UsageError with every fault. */
export function readArguments<const Table extends OptionTable>(
  argv: readonly string[],
  table: Table,
  takes: Arguments = { name: '', min: 0, max: 0 },
): ReadArguments<Table> {
  const { tokens, positionals: rest } = parseArgs({
    args: argv.map(hideMinus),
    options: Object.fromEntries(
      Object.entries(table).map(([name, { kind, short }]) => [
        name,
        { type: kind === 'flag' ? 'boolean' : 'string', ...(short !== undefined && { short }) } as const,
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const positionals = rest.map(showMinus)
  const faults: string[] = []
  const given = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    const option = Object.hasOwn(table, name) ? table[name] : undefined
    if (!option)
      faults.push(`${rawName} is not an option of this command${suggestion(name, Object.keys(table))}`)
    else if (option.kind === 'flag') {
      if (value !== undefined) faults.push(`${rawName} takes no value`)
      given.set(name, [])
    } else if (value === undefined || (!inlineValue && value.startsWith('--'))) {
      faults.push(`${rawName} requires a value: ${rawName} ${option.value ?? 'VALUE'}`)
    } else given.set(name, [...(given.get(name) ?? []), showMinus(value)])
  }
  if (positionals.length < takes.min) faults.push(`${takes.name} is missing`)
  for (const extra of positionals.slice(takes.max)) faults.push(`'${extra}' is not expected`)

  const values: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(table)) {
    const texts = given.get(name)
    if (option.kind === 'flag') values[name] = texts !== undefined
    else if (texts === undefined) values[name] = undefined
    else values[name] = readValue(option, texts, (fault) => void faults.push(`--${name} ${fault}`))
  }
  if (faults.length > 0) throw new UsageError(faults)
  return { values: values as Values<Table>, positionals }
}

// `parseArgs` would read the minus of a latitude as the beginning of short options.
const hideMinus = (text: string): string => text.replace(/^-(?=\.?\d)/, '\u2212')
const showMinus = (text: string): string => text.replace(/^\u2212(?=\.?\d)/, '-')

function readValue(option: Option, texts: readonly string[], fault: (words: string) => void): unknown {
  const last = texts.at(-1) ?? ''
  switch (option.kind) {
    case 'list':
      return texts.flatMap((text) => text.split(',')).flatMap((text) => text.trim() || [])
    case 'number': {
      const { min, max, isWhole = true } = option
      const number = last.trim() === '' ? Number.NaN : Number(last)
      const isRight = number >= min && number <= max && (!isWhole || Number.isInteger(number))
      if (!isRight)
        fault(`must be ${isWhole ? 'a whole number' : 'a number'} from ${min} to ${max}, not '${last}'`)
      return number
    }
    case 'choice':
      if (!option.choices.includes(last)) fault(`must be one of ${option.choices.join(', ')}, not '${last}'`)
      return last
    default:
      if (texts.length > 1) fault('is given more than once')
      return last
  }
}

/** Suggests the most similar name, if it differs in at most two letters; else ''. */
export function suggestion(name: string, names: readonly string[]): string {
  const near = names
    .map((each) => ({ each, distance: distanceOf(name, each) }))
    .filter(({ each, distance }) => distance <= 2 && distance < each.length / 2)
    .sort((a, b) => a.distance - b.distance)[0]
  return near ? `; did you mean ${near.each}?` : ''
}

/** Levenshtein distance: the number of letters to change, add or remove. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
