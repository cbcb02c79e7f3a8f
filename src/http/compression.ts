import type { MiddlewareHandler } from 'hono'
import { parseAccept } from 'hono/utils/accept'
import { COMPRESSIBLE_CONTENT_TYPE_REGEX as compressibleType } from 'hono/utils/compress'
import type { AppEnv } from './app-env.ts'
import { isFinished } from './finish-headers.ts'

/** Smaller bodies hardly shrink, or even grow. */
const minBytes = 1_024

/** Preferred first. */
const codings = ['gzip', 'deflate'] as const

/** Compresses responses as `Accept-Encoding` allows; never streams, which have `no-transform`. */
export const compression: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  const accepted = c.req.header('accept-encoding')
  const { res } = c
  // The `Vary` of a finished response includes `Accept-Encoding`.
  if (accepted === undefined && isFinished(res)) return
  if (!isCompressible(res)) return
  const vary = res.headers.get('vary')
  if (!/(?:^|,)\s*(?:\*|accept-encoding)\s*(?:,|$)/i.test(vary ?? '')) {
    res.headers.set('vary', vary ? `${vary}, Accept-Encoding` : 'Accept-Encoding')
  }
  const coding = codingOf(accepted)
  if (!coding || c.req.method === 'HEAD' || !res.body) return
  const plain = await res.arrayBuffer()
  const isWorthIt = plain.byteLength >= minBytes
  const { status, headers } = res
  headers.delete('content-length')
  if (isWorthIt) headers.set('content-encoding', coding)
  // Otherwise Hono merges the headers of the two responses.
  c.res = undefined
  c.res = new Response(isWorthIt ? await compress(plain, coding) : plain, { status, headers })
}

function isCompressible({ status, headers }: Response): boolean {
  return (
    status !== 206 &&
    !headers.has('content-encoding') &&
    compressibleType.test(headers.get('content-type') ?? '') &&
    !/(?:^|,)\s*no-transform\s*(?:,|$)/i.test(headers.get('cache-control') ?? '')
  )
}

/** Returns the coding to compress with for this `Accept-Encoding`; null for none. */
export function codingOf(header: string | undefined): (typeof codings)[number] | null {
  if (header === undefined) return null
  const accepted = parseAccept(header)
  const qualityOf = (coding: string): number =>
    (accepted.find(({ type }) => type.toLowerCase() === coding) ?? accepted.find(({ type }) => type === '*'))
      ?.q ?? 0
  const [best] = codings.filter((coding) => qualityOf(coding) > 0).sort((a, b) => qualityOf(b) - qualityOf(a))
  return best ?? null
}

function compress(bytes: ArrayBuffer, coding: (typeof codings)[number]): Promise<ArrayBuffer> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream(coding))
  return new Response(stream).arrayBuffer()
}
