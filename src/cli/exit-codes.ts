import { errorKinds } from '../core/errors.ts'
import { UsageError } from './usage-error.ts'

/** What a command ends with: the whole list, and the one that `--help` prints. */
export const exitCodes = {
  complete: [0, 'a complete answer'],
  unexpected: [1, 'an internal error'],
  usage: [2, 'a wrong option or argument, or a request that the service rejects as malformed'],
  partial: [3, 'a partial answer: a part failed or items could not be read. It is printed'],
  notFound: [4, 'the place, zone, subreddit, page or job does not exist or has expired'],
  unavailable: [5, 'the service or an upstream failed, refused, or could not be reached'],
  late: [6, 'timeout'],
  forbidden: [7, 'a key is missing or not sufficient'],
  interrupted: [130, 'Ctrl-C'],
  terminated: [143, 'SIGTERM'],
} as const satisfies Record<string, readonly [number, string]>

export type ExitName = keyof typeof exitCodes

/** The number of an end. */
export const exitCode = (name: ExitName): number => exitCodes[name][0]

/** An error of the client, as far as an end follows from it. */
interface Told {
  code: string
  status: number | null
}

const isTold = (error: unknown): error is Told & Error =>
  error instanceof Error && error.name === 'TributaryError' && 'code' in error && 'status' in error

/** How a command that threw this ends. */
export function endOf(error: unknown): ExitName {
  if (error instanceof UsageError) return 'usage'
  if (!isTold(error)) return 'unexpected'
  if (error.code === 'timed_out') return 'late'
  if (error.code === 'unreachable') return 'unavailable'
  return endOfStatus(error.status)
}

/** How a command ends whose answer is a problem of this status. */
export function endOfStatus(status: number | null): ExitName {
  if (status === 401 || status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'notFound'
  if (status === 504) return 'late'
  if (status === 429 || status === 502 || status === 503) return 'unavailable'
  return status !== null && status >= 400 && status < 500 ? 'usage' : 'unexpected'
}

/** What whoever reads an error does next; null where nobody knows. */
export function adviceOn(code: string): string | null {
  if (code === 'unreachable')
    return 'Is the service running there? Without --url everything is done in this process.'
  if (code === 'timed_out') return 'Allow more time with --timeout SECONDS, or ask for less.'
  if (code === 'deadline') return 'Allow more time with --timeout SECONDS, or ask for less.'
  if (code === 'unauthorized') return 'Put the key that the operator gave you into TRIBUTARY_KEY.'
  return Object.hasOwn(errorKinds, code) ? errorKinds[code as keyof typeof errorKinds].advice : null
}
