// Fetches a page that a caller has chosen. Other upstreams must answer 200 with a known type; here any status is a result. No header and
// no trace of the caller is sent.
import { type Bytes, readBounded } from '../../core/bytes.ts'
import { AppError } from '../../core/errors.ts'
import type { Context } from '../../pipeline/context.ts'
import type { Exchange, ExchangeOptions, Outgoing } from '../../pipeline/endpoint.ts'
import { isRedirect } from '../../pipeline/status.ts'
import { spendRequest } from '../../pipeline/subrequests.ts'
import type { Reach, UpstreamResponse } from '../../runtime/runtime.ts'

/** The facts about a fetched page besides its text; passed to the decoder with its input. */
export interface Visited {
  /** The final URL, without a fragment. */
  url: string
  redirects: number
  status: number
  contentType: string | null
  /** Size of the decoded body. */
  bytes: number
  /** From the first request to the last byte. */
  tookMs: number
}

export interface VisitOptions extends Omit<ExchangeOptions, 'settings'> {
  /** Returns the permitted addresses, or throws `forbidden`. Called again for every redirect. */
  permit(url: URL): Reach
  /** Decodes the text of a body; '' for a body that is not text. Never throws. */
  readText(body: Bytes, contentType: string | null): string
}

const maxRedirects = 5
const maxUrl = 2_000
/** `Via` header of our requests: another Tributary recognises it and refuses, which prevents loops. */
export const via = '1.1 tributary'

/** Fetches a page, following redirects to any permitted host, and returns its text. */
export function visit({ runtime, userAgent, permit, readText }: VisitOptions): Exchange {
  const { clock } = runtime

  const send = (url: URL, { maxBytes, request }: Outgoing, ctx: Context): Promise<UpstreamResponse> => {
    const reach = permit(url)
    if (clock.elapsed() >= ctx.deadline)
      throw new AppError('deadline', 'no time was left to request the page')
    const headers = { 'user-agent': userAgent, accept: '*/*', via, ...request.headers }
    return runtime.send({ method: 'GET', url: url.href, headers, maxBytes, reach }, ctx.cancellation)
  }

  return async (outgoing, ctx) => {
    const startedAt = clock.elapsed()
    let url = new URL(outgoing.request.url)
    for (let redirects = 0; ; redirects++) {
      const response = await (redirects === 0
        ? send(url, outgoing, ctx)
        : asRedirected(() => send(url, outgoing, ctx)))
      ctx.span?.set({ 'http.response.status_code': response.status })
      const location = isRedirect(response.status) ? response.header('location') : null
      if (location === null) {
        const contentType = response.header('content-type')
        const body = await readBounded(response.body, outgoing.maxBytes)
        const { status } = response
        const bytes = body.byteLength
        const tookMs = clock.elapsed() - startedAt
        const visited: Visited = { url: url.href, redirects, status, contentType, bytes, tookMs }
        return { text: readText(body, contentType), bytes, facts: { visited } }
      }
      response.discard()
      if (redirects >= maxRedirects) throw failure(`it redirects more than ${maxRedirects} times`)
      url = targetOf(location, url)
      spendRequest(ctx)
    }
  }
}

/** Marks a refusal after the first request, when the upstream has already been called. */
async function asRedirected<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'forbidden') throw error
    throw new AppError('forbidden', `it redirects to a forbidden address: ${error.message}`)
  }
}

function targetOf(location: string, from: URL): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from.href) : null
  if (!target || target.href.length > maxUrl) throw failure('it redirects to something that is not a URL')
  // A redirect from https to http would lose confidentiality and integrity, which the caller relies on.
  if (from.protocol === 'https:' && target.protocol === 'http:')
    throw new AppError('forbidden', 'it redirects from https to http')
  target.hash = ''
  return target
}

const failure = (message: string): AppError => new AppError('upstream_error', message, { retry: false })
