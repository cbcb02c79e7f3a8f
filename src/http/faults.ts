import type { z } from 'zod'
import { AppError, type Fault } from '../core/errors.ts'

/** Turns what a schema found into one `invalid_request` that lists every fault. */
export function invalidRequest(issues: readonly z.core.$ZodIssue[], where: Fault['in']): AppError {
  const faults = issues.map(({ path, message }) => ({ in: where, name: String(path[0] ?? where), message }))
  const names = [...new Set(faults.map(({ name }) => name))].join(', ')
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`
  return new AppError('invalid_request', `${count} in ${names}`, { faults })
}
