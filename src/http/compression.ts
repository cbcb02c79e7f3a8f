import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { parseAccept } from 'hono/utils/accept'
import { COMPRESSIBLE_CONTENT_TYPE_REGEX as compressibleType } from 'hono/utils/compress'
import type { AppEnv } from './app-env.ts'
import { finishedOf, finishedResponse } from './finish-headers.ts'

/** Smaller bodies hardly shrink, or even grow. */
export const minBytes = 1_024

/** Preferred first. */
const codings = ['gzip', 'deflate'] as const
type Bytes = Uint8Array<ArrayBuffer>
export type Coding = (typeof codings)[number]

/** Compresses a small body without a stream; null for a body that would block the thread for too long. */
export type CompressNow = (bytes: Bytes, coding: Coding) => Bytes | null

/** Compresses responses as `Accept-Encoding` allows; never streams, which have `no-transform`. */
export const compression =
  (compressNow?: CompressNow): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    await next()
    const accepted = c.req.header('accept-encoding')
    const { res } = c
    const finished = finishedOf(res)
    // The `Vary` of a finished response includes `Accept-Encoding`.
    if (!finished) {
      if (!isCompressible(res)) return
      const vary = res.headers.get('vary')
      if (!/(?:^|,)\s*(?:\*|accept-encoding)\s*(?:,|$)/i.test(vary ?? '')) {
        res.headers.set('vary', vary ? `${vary}, Accept-Encoding` : 'Accept-Encoding')
      }
    }
    const coding = codingOf(accepted)
    if (!coding || c.req.method === 'HEAD') return
    if (finished) {
      const plain = bytesOf(finished.body ?? '')
      if (plain.byteLength < minBytes) return
      const headers = { ...finished.headers, 'content-encoding': coding }
      const body = await compress(plain, coding, compressNow)
      replace(c, finishedResponse(c, { ...finished, headers, body }))
      return
    }
    if (!res.body) return
    const plain = new Uint8Array(await res.arrayBuffer())
    const isWorthIt = plain.byteLength >= minBytes
    const { status, headers } = res
    headers.delete('content-length')
    if (isWorthIt) headers.set('content-encoding', coding)
    const body = isWorthIt ? await compress(plain, coding, compressNow) : plain
    replace(c, new Response(body, { status, headers }))
  }

function replace(c: HonoContext<AppEnv>, response: Response): void {
  // Otherwise Hono merges the headers of the two responses.
  c.res = undefined
  c.res = response
}

const encoder = new TextEncoder()

/** A body as bytes; a text in UTF-8. */
export const bytesOf = (body: string | Bytes): Bytes =>
  typeof body === 'string' ? (encoder.encode(body) as Bytes) : body

function isCompressible({ status, headers }: Response): boolean {
  return (
    status !== 206 &&
    !headers.has('content-encoding') &&
    compressibleType.test(headers.get('content-type') ?? '') &&
    !/(?:^|,)\s*no-transform\s*(?:,|$)/i.test(headers.get('cache-control') ?? '')
  )
}

/** Returns the coding to compress with for this `Accept-Encoding`; null for none. */
export function codingOf(header: string | undefined): Coding | null {
  if (header === undefined) return null
  const accepted = parseAccept(header)
  const qualityOf = (coding: string): number =>
    (accepted.find(({ type }) => type.toLowerCase() === coding) ?? accepted.find(({ type }) => type === '*'))
      ?.q ?? 0
  const [best] = codings.filter((coding) => qualityOf(coding) > 0).sort((a, b) => qualityOf(b) - qualityOf(a))
  return best ?? null
}

async function compress(bytes: Bytes, coding: Coding, compressNow?: CompressNow): Promise<Bytes> {
  const now = compressNow?.(bytes, coding)
  if (now) return now
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream(coding))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
