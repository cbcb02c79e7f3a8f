import type { Context as HonoContext } from 'hono'
import { invalidRequest } from '../core/faults.ts'
import { parseJson } from '../core/json.ts'
import type { AppEnv } from './app-env.ts'
import { readBody } from './receive.ts'

/** Reads a JSON body of at most `maxBytes`. Throws for a wrong media type, a body that is too large, and invalid JSON. */
export async function readJson(c: HonoContext<AppEnv>, maxBytes: number): Promise<unknown> {
  const bytes = await readBody(c, { type: 'application/json', maxBytes })
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    throw invalidRequest([{ in: 'body', name: 'body', message: 'must be JSON in UTF-8' }])
  }
}
