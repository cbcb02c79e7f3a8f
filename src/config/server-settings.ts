// How long the server waits for its clients.
import { milliseconds } from '../core/variables.ts'

export const serverSettings = {
  HEADERS_TIMEOUT_MS: milliseconds(100).default(15_000).meta({
    description:
      'Node only: maximum time for the headers of a request to arrive; after it the client gets 408 and the connection is closed',
  }),
  BODY_TIMEOUT_MS: milliseconds(100).default(30_000).meta({
    description: 'Maximum time for the body of a request to arrive; after it the client gets 408',
  }),
  KEEP_ALIVE_MS: milliseconds().default(75_000).meta({
    description:
      'Node only: how long an idle connection is kept open. Must be longer than the idle timeout of the load balancer in front, which is usually 60 s',
  }),
}
