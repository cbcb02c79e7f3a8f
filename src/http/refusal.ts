import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import type { Trouble } from '../web/page/answer-state.ts'
import type { AppEnv } from './app-env.ts'

/** Why a page may not have what it is about, as `/v1` would say it. */
export interface Refusal {
  trouble: Trouble
  status: number
  headers: Record<string, string>
}

/** Holds a page to the keys and limits of `/v1`: what the API would refuse, its page must not show. Null when admitted. */
export async function refusalOf(
  c: HonoContext<AppEnv>,
  admit: MiddlewareHandler<AppEnv>,
): Promise<Refusal | null> {
  const refused = await admit(c, async () => {})
  if (!refused) return null
  // A browser would ask for a user name and a password, which are no use here.
  const { 'content-type': _, 'www-authenticate': __, ...headers } = Object.fromEntries(refused.headers)
  return { trouble: (await refused.json()) as Trouble, status: refused.status, headers }
}
