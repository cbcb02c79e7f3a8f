import { AppError, type ErrorCode } from '../../core/errors.ts'
import { undici } from './lazy-require.ts'

interface Meaning {
  code: ErrorCode
  says: string
}

const noDescriptors = 'was not called: this process has no descriptor left for the connection'
const noMemory = 'was not called: this machine has no memory left for the connection'

// Error codes of the operating system and the HTTP client. A connection that breaks during the body is treated like one that was
// never established: the next response may be complete, so the request may be retried.
const meanings: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: { code: 'upstream_unreachable', says: 'refused the connection' },
  ECONNRESET: { code: 'upstream_unreachable', says: 'reset the connection' },
  EPIPE: { code: 'upstream_unreachable', says: 'closed the connection' },
  ENOTFOUND: { code: 'upstream_unreachable', says: 'has no address' },
  EAI_AGAIN: { code: 'upstream_unreachable', says: 'could not be looked up' },
  ETIMEDOUT: { code: 'upstream_unreachable', says: 'did not accept the connection in time' },
  UND_ERR_CONNECT_TIMEOUT: { code: 'upstream_unreachable', says: 'did not accept the connection in time' },
  UND_ERR_SOCKET: {
    code: 'upstream_unreachable',
    says: 'closed the connection before its answer was complete',
  },
  UND_ERR_HEADERS_TIMEOUT: { code: 'upstream_timeout', says: 'sent no headers in time' },
  UND_ERR_BODY_TIMEOUT: { code: 'upstream_timeout', says: 'stopped in the middle of its answer' },
  UND_ERR_HEADERS_OVERFLOW: { code: 'upstream_invalid', says: 'sent more header bytes than are allowed' },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    code: 'upstream_invalid',
    says: 'sent a body whose length differs from its Content-Length',
  },
  // Our own limit: the upstream was not called, and an immediate retry would fail the same way.
  EMFILE: { code: 'overloaded', says: noDescriptors },
  ENFILE: { code: 'overloaded', says: noDescriptors },
  EADDRNOTAVAIL: {
    code: 'overloaded',
    says: 'was not called: this machine has no port left for the connection',
  },
  ENOBUFS: { code: 'overloaded', says: noMemory },
  ENOMEM: { code: 'overloaded', says: noMemory },
  UND_ERR_CLOSED: { code: 'draining', says: 'is no longer called: this instance is shutting down' },
  UND_ERR_DESTROYED: { code: 'draining', says: 'is no longer called: this instance is shutting down' },
}

/** Converts a transport failure to an AppError about `host`; other errors are returned unchanged. */
export function toTransportError(error: unknown, host: string): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error
  const fail = ({ code, says }: Meaning): AppError => {
    const again = code === 'overloaded' ? { retryAfterMs: 1_000 } : {}
    return new AppError(code, `${host} ${says}`, { cause: error, ...again })
  }
  if (error instanceof undici().errors.HTTPParserError) {
    return fail({ code: 'upstream_invalid', says: 'did not answer in HTTP' })
  }
  const code = codeOf(error)
  if (code === undefined || isOurFault(code)) return error
  return fail(meanings[code] ?? { code: 'upstream_unreachable', says: `could not be reached (${code})` })
}

// A failure to connect to every address of a host is an AggregateError with one error per address.
function codeOf(error: Error & { code?: unknown }): string | undefined {
  if (typeof error.code === 'string') return error.code
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined
  return first instanceof Error ? codeOf(first) : undefined
}

const isOurFault = (code: string): boolean =>
  code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED' || code.startsWith('ERR_INVALID_')
