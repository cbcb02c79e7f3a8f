import { TributaryError } from 'tributary-client'
import { errorKinds } from '../core/errors.ts'
import { UsageError } from './usage-error.ts'

/** All exit codes with their meaning, as `--help` prints them. */
export const exitCodes = {
  complete: [0, 'a complete answer'],
  unexpected: [1, 'an internal error'],
  usage: [2, 'a wrong option or argument, or a request that the service rejects as malformed'],
  partial: [3, 'a partial answer: a part failed or items could not be read. It is printed'],
  notFound: [4, 'the place, zone, subreddit, page or job does not exist or has expired'],
  unavailable: [5, 'the service or an upstream failed, refused, or could not be reached'],
  timeout: [6, 'timeout'],
  forbidden: [7, 'a key is missing or not sufficient'],
  interrupted: [130, 'Ctrl-C'],
  terminated: [143, 'SIGTERM'],
} as const satisfies Record<string, readonly [number, string]>

export type ExitName = keyof typeof exitCodes

/** The exit code of a name. */
export const exitCode = (name: ExitName): number => exitCodes[name][0]

/** The exit code for a thrown error. */
export function exitNameOf(error: unknown): ExitName {
  if (error instanceof UsageError) return 'usage'
  if (!(error instanceof TributaryError)) return 'unexpected'
  if (error.code === 'timed_out') return 'timeout'
  if (error.code === 'unreachable') return 'unavailable'
  return exitNameOfStatus(error.status)
}

/** The exit code for a problem with this HTTP status. */
export function exitNameOfStatus(status: number | null): ExitName {
  if (status === 401 || status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'notFound'
  if (status === 504) return 'timeout'
  if (status === 429 || status === 502 || status === 503) return 'unavailable'
  return status !== null && status >= 400 && status < 500 ? 'usage' : 'unexpected'
}

/** What the reader of an error should do next; null if there is no advice. */
export function adviceOn(code: string): string | null {
  if (code === 'unreachable')
    return 'Check that the service is running at this URL. Without --url the service runs in this process.'
  if (code === 'timed_out' || code === 'deadline') {
    return 'Allow more time with --timeout SECONDS, or request fewer items.'
  }
  if (code === 'unauthorized') return 'Set TRIBUTARY_KEY to the key that the operator gave you.'
  return Object.hasOwn(errorKinds, code) ? errorKinds[code as keyof typeof errorKinds].advice : null
}
