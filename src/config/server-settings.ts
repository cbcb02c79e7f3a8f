// The variables that say how long the server waits for its clients.
import { milliseconds } from '../core/variables.ts'

export const serverSettings = {
  HEADERS_TIMEOUT_MS: milliseconds(100).default(15_000).meta({
    description:
      'Node only: time for the headers of a request to arrive; past it 408 and the connection ends',
  }),
  BODY_TIMEOUT_MS: milliseconds(100).default(30_000).meta({
    description: 'Time for the body of a request to arrive; past it 408',
  }),
  KEEP_ALIVE_MS: milliseconds().default(75_000).meta({
    description:
      'Node only: how long an idle connection is kept open. Longer than the idle timeout of the load balancer in front, which is usually 60 s',
  }),
}
