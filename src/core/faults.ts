// The faults of an input as callers read them: in plain words, each with its name. Their number is limited, so that a bad
// request stays cheap.
import { z } from 'zod'
import { AppError, type Fault } from './errors.ts'

/** Maximum number of faults listed in one error; further ones are only counted. */
const maxFaults = 100
const maxNames = 10
const maxNameLength = 60

/** One `invalid_request` that lists the first 100 faults and says how many more there are. */
export function invalidRequest(faults: Iterable<Fault>): AppError {
  const { listed, more } = bounded(faults)
  const total = listed.length + more
  const names = [...new Set(listed.map(({ name }) => name))]
  const among = names.slice(0, maxNames).join(', ') + (names.length > maxNames ? ', …' : '')
  const count = total === 1 ? 'one error' : `${total} errors`
  const rest = more === 0 ? '' : `: the first ${listed.length} are listed, and ${more} more`
  return new AppError('invalid_request', `${count} in ${among}${rest}`, { faults: listed })
}

/** The listed faults, and the number of faults that are not listed. */
export function bounded<T>(faults: Iterable<T>): { listed: T[]; more: number } {
  const listed: T[] = []
  let more = 0
  for (const fault of faults) {
    if (listed.length < maxFaults) listed.push(fault)
    else more++
  }
  return { listed, more }
}

/** Converts the issues of a schema to faults, one at a time. */
export function* faultsOf(issues: readonly z.core.$ZodIssue[], where: Fault['in']): Generator<Fault> {
  for (const issue of issues) {
    const { path, message } = issue
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) yield unknownName(key, where)
    } else yield { in: where, name: nameOf(path, where).toWellFormed(), message: message.toWellFormed() }
  }
}

/** The fault of an unknown name; `what` says what the name is not. */
export function unknownName(
  name: string,
  where: Fault['in'],
  what = where === 'body' ? 'a field of this body' : 'a parameter of this route',
): Fault {
  const short = name.slice(0, maxNameLength).toWellFormed()
  return { in: where, name: short, message: `\`${short}\` is not ${what}` }
}

/** A parameter is named as a whole, because its values have no names; a field of a body is named by its path. */
const nameOf = (path: readonly PropertyKey[], where: string): string =>
  path.length === 0 ? where : where === 'body' ? path.map(String).join('.') : String(path[0])

/** Default messages for values whose schema has no message of its own. */
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

// Set globally: only importers of this file turn schema issues into faults, and no other code reads the messages.
z.config({ customError: plainWords })
