import type { Context as HonoContext } from 'hono'
import { AppError } from '../core/errors.ts'
import type { AppEnv } from './app-env.ts'
import { isOfTrustedPage } from './page-origin.ts'
import { readBody } from './receive.ts'
import type { Service } from './service.ts'

/** Reads a form of at most `maxBytes`. Throws `forbidden` unless a page of this service sent it (CSRF). */
export async function readSameOriginForm(
  c: HonoContext<AppEnv>,
  maxBytes: number,
  service: Pick<Service, 'config' | 'clientAddress'>,
): Promise<Record<string, string>> {
  if (!isOfTrustedPage(c, service)) {
    const message =
      'forms are accepted only from pages of this service; set ALLOWED_HOSTS to the hosts of this service'
    throw new AppError('forbidden', message)
  }
  const bytes = await readBody(c, { type: 'application/x-www-form-urlencoded', maxBytes })
  return Object.fromEntries(new URLSearchParams(new TextDecoder().decode(bytes)))
}
