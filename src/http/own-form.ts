import type { Context as HonoContext } from 'hono'
import { readBounded } from '../core/bytes.ts'
import { AppError } from '../core/errors.ts'

/**
 * Reads a form that a page of this service has sent, of at most so many bytes. Any site may make its visitors' browsers send
 * forms here, from networks that it cannot reach itself: what another site has sent is `forbidden`.
 */
export async function readOwnForm(c: HonoContext, mostBytes: number): Promise<Record<string, string>> {
  if (!isOwn(c)) throw new AppError('forbidden', 'forms are taken from the pages of this service alone')
  const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type !== 'application/x-www-form-urlencoded') {
    throw new AppError('unsupported_media_type', 'send application/x-www-form-urlencoded')
  }
  const body = c.req.raw.body as unknown as AsyncIterable<Uint8Array> | null
  const bytes = body ? await readBounded(body, mostBytes, 'payload_too_large') : new Uint8Array()
  return Object.fromEntries(new URLSearchParams(new TextDecoder().decode(bytes)))
}

/** Browsers say where a form comes from: in `Sec-Fetch-Site` where the connection is safe, else in `Origin`. */
function isOwn(c: HonoContext): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const origin = c.req.header('origin') ?? ''
  const host = c.req.header('host') ?? new URL(c.req.url).host
  return URL.canParse(origin) && new URL(origin).host === host
}
