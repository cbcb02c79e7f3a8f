// The faults of an input as a caller reads them: in plain words, each by its name, and never so many that writing them
// takes longer than the request was worth.
import { z } from 'zod'
import { AppError, type Fault } from './errors.ts'

/** Faults that one error lists; further ones are counted. */
export const maxFaults = 100
const maxNames = 10
const maxNameLength = 60

/** One `invalid_request` that lists the first 100 faults and says how many more there are. */
export function invalidRequest(faults: Iterable<Fault>): AppError {
  const { listed, more } = bounded(faults)
  const total = listed.length + more
  const names = [...new Set(listed.map(({ name }) => name))]
  const among = names.slice(0, maxNames).join(', ') + (names.length > maxNames ? ', …' : '')
  const count = total === 1 ? 'one fault' : `${total} faults`
  const rest = more === 0 ? '' : `: the first ${listed.length} are listed, and ${more} more`
  return new AppError('invalid_request', `${count} in ${among}${rest}`, { faults: listed })
}

/** The faults that are listed, and how many are not. */
export function bounded<T>(faults: Iterable<T>): { listed: T[]; more: number } {
  const listed: T[] = []
  let more = 0
  for (const fault of faults) {
    if (listed.length < maxFaults) listed.push(fault)
    else more++
  }
  return { listed, more }
}

/** What a schema found wrong with the values of these names, one fault after the other. */
export function* faultsOf(issues: readonly z.core.$ZodIssue[], where: Fault['in']): Generator<Fault> {
  for (const issue of issues) {
    const { path, message } = issue
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) yield unknownName(key, where)
    } else yield { in: where, name: nameOf(path, where).toWellFormed(), message: message.toWellFormed() }
  }
}

/** A name that is not known there; `what` says what it would have to be. */
export function unknownName(
  name: string,
  where: Fault['in'],
  what = where === 'body' ? 'a field of this body' : 'a parameter of this route',
): Fault {
  const short = name.slice(0, maxNameLength).toWellFormed()
  return { in: where, name: short, message: `\`${short}\` is not ${what}` }
}

/** A parameter is named as a whole: its values have no names. A field of a body may lie deeper. */
const nameOf = (path: readonly PropertyKey[], where: string): string =>
  path.length === 0 ? where : where === 'body' ? path.map(String).join('.') : String(path[0])

/** What is said of a value where its schema has no words of its own. */
const plainWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined && issue.path) return `\`${issue.path.map(String).join('.')}\` is required`
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}`
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin)}`
    default:
      return undefined
  }
}

const nouns: Record<string, string> = { int: 'a whole number', array: 'a list', object: 'an object' }
const article = (type: string): string => nouns[type] ?? `a ${type}`

const units: Record<string, string> = { string: ' characters', array: ' values' }
const unitOf = (origin: string): string => units[origin] ?? ''

// Whoever makes faults of what a schema found imports this file, and nobody else reads the words.
z.config({ customError: plainWords })
