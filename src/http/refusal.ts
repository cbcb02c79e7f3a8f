import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import type { Trouble } from '../web/page/answer-state.ts'
import type { AppEnv } from './app-env.ts'

/** The problem with which `/v1` would refuse the request, for a page. */
export interface Refusal {
  trouble: Trouble
  status: number
  headers: Record<string, string>
}

/** Applies the keys and rate limits of `/v1` to a page. Returns null when the request is allowed. */
export async function refusalOf(
  c: HonoContext<AppEnv>,
  admit: MiddlewareHandler<AppEnv>,
): Promise<Refusal | null> {
  const refused = await admit(c, async () => {})
  if (!refused) return null
  // `WWW-Authenticate` would make a browser ask for a user name and password.
  const { 'content-type': _, 'www-authenticate': __, ...headers } = Object.fromEntries(refused.headers)
  return { trouble: (await refused.json()) as Trouble, status: refused.status, headers }
}
