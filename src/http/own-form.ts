import type { Context as HonoContext } from 'hono'
import { AppError } from '../core/errors.ts'
import type { AppEnv } from './app-env.ts'
import { isOfTrustedPage } from './page-origin.ts'
import { readBody } from './receive.ts'
import type { Service } from './service.ts'

/** Reads a form sent by a page of this service, at most `maxBytes` long. A form sent by any other page is `forbidden`. */
export async function readOwnForm(
  c: HonoContext<AppEnv>,
  mostBytes: number,
  service: Pick<Service, 'config' | 'clientAddress'>,
): Promise<Record<string, string>> {
  if (!isOfTrustedPage(c, service)) {
    const message = 'forms are taken from the pages of this service alone; ALLOWED_HOSTS lists its hosts'
    throw new AppError('forbidden', message)
  }
  const bytes = await readBody(c, { type: 'application/x-www-form-urlencoded', maxBytes: mostBytes })
  return Object.fromEntries(new URLSearchParams(new TextDecoder().decode(bytes)))
}
