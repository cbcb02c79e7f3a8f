import type { Context as HonoContext } from 'hono'
import { ClientGone } from '../core/abort.ts'
import type { AppEnv } from './app-env.ts'

/**
 * Returns a signal that aborts with `ClientGone` when the client disconnects. The only place that reads the signal of a request,
 * because platforms abort it with strings and errors of their own, and Hono passes only errors to its error handler.
 */
export function clientSignal(c: HonoContext<AppEnv>): AbortSignal {
  const known = c.get('client')
  if (known) return known
  const client = new AbortController()
  const { signal } = c.req.raw
  const leave = (): void => client.abort(new ClientGone())
  if (signal.aborted) leave()
  else signal.addEventListener('abort', leave, { once: true })
  c.set('client', client.signal)
  return client.signal
}
