import type { Context as HonoContext } from 'hono'
import { readBounded } from '../core/bytes.ts'
import { AppError } from '../core/errors.ts'
import { isOfTrustedPage } from './page-origin.ts'
import type { Service } from './service.ts'

/** Reads a form that a page of this service has sent, of at most so many bytes; one of a page that may not call is `forbidden`. */
export async function readOwnForm(
  c: HonoContext,
  mostBytes: number,
  service: Pick<Service, 'config' | 'clientAddress'>,
): Promise<Record<string, string>> {
  if (!isOfTrustedPage(c, service)) {
    const message = 'forms are taken from the pages of this service alone; ALLOWED_HOSTS lists its hosts'
    throw new AppError('forbidden', message)
  }
  const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type !== 'application/x-www-form-urlencoded') {
    throw new AppError('unsupported_media_type', 'send application/x-www-form-urlencoded')
  }
  const body = c.req.raw.body as unknown as AsyncIterable<Uint8Array> | null
  const bytes = body ? await readBounded(body, mostBytes, 'payload_too_large') : new Uint8Array()
  return Object.fromEntries(new URLSearchParams(new TextDecoder().decode(bytes)))
}
