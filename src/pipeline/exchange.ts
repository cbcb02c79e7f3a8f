// One request to an upstream and its whole answer: the innermost call. The answer is not trusted before its status, type,
// size and encoding have been checked.
import { decodeText, readBounded, readHead } from '../core/bytes.ts'
import { AppError } from '../core/errors.ts'
import type { UpstreamResponse } from '../runtime/runtime.ts'
import type { Context } from './context.ts'
import type { Accept, Exchange, ExchangeOptions, Failure, Outgoing } from './endpoint.ts'
import { errorOfStatus, isRedirect } from './status.ts'
import { spendRequest } from './subrequests.ts'

const failureBytes = 16_384
const maxRedirects = 3
const accepts = {
  json: 'application/json, application/geo+json;q=0.9, application/ld+json;q=0.8',
  text: 'text/plain, text/*;q=0.5',
  xml: 'application/atom+xml, application/xml;q=0.9, text/xml;q=0.8',
} as const

/** Statuses that refuse the requested key only; they say nothing against the upstream's health. */
const aboutKey = new Set([400, 404, 410, 414, 422, 451])

/** Sends a request, follows redirects within the same origin, and returns the body's text or throws a typed error. */
export function exchange({ runtime, userAgent, settings }: ExchangeOptions): Exchange {
  const send = (outgoing: Outgoing, url: string, ctx: Context): Promise<UpstreamResponse> => {
    const { method = 'GET', body, headers: own } = outgoing.request
    const { traceparent, tracestate } = ctx.span ?? ctx
    const headers: Record<string, string> = {
      'user-agent': userAgent,
      accept: accepts[outgoing.endpoint.accept],
    }
    if (traceparent !== undefined) headers.traceparent = traceparent
    if (tracestate !== undefined) headers.tracestate = tracestate
    for (const name in own) headers[name] = own[name] ?? ''
    return runtime.send({ method, url, headers, maxBytes: outgoing.maxBytes, body }, ctx.cancellation)
  }

  /** The endpoint's own interpretation of a failure. */
  const explained = ({ endpoint, input }: Outgoing, failure: Failure): AppError | undefined =>
    endpoint.explain?.(failure, input as never, settings as never)

  /** Returns the target of a redirect, or throws the reason why it is not followed. */
  const targetOf = (outgoing: Outgoing, from: string, location: string, failure: Failure): string => {
    const error = explained(outgoing, failure)
    if (error) throw error
    const target = URL.canParse(location, from) ? new URL(location, from) : null
    // Another host, or another scheme, is another party: credentials and trust end here.
    if (!target || target.origin !== new URL(from).origin) throw redirected('to another host')
    if (outgoing.request.method === 'POST') throw redirected('a POST')
    return target.href
  }

  return async (outgoing, ctx) => {
    const { endpoint, maxBytes } = outgoing
    let { url } = outgoing.request
    let response = await send(outgoing, url, ctx)
    const header = (name: string): string | null => response.header(name)
    for (let hops = 0; ; hops++) {
      ctx.span?.set({ 'http.response.status_code': response.status })
      const location = isRedirect(response.status) ? header('location') : null
      if (location === null) break
      response.discard()
      url = targetOf(outgoing, url, location, { status: response.status, header, text: '' })
      if (hops >= maxRedirects) throw redirected(`more than ${maxRedirects} times`)
      if (runtime.clock.elapsed() >= ctx.deadline)
        throw new AppError('deadline', 'no time was left to follow a redirect')
      spendRequest(ctx)
      response = await send(outgoing, url, ctx)
    }
    const { status } = response
    const contentType = header('content-type')
    // 203 is a 200 that a proxy has transformed.
    if ((status !== 200 && status !== 203) || !isPromised(endpoint.accept, contentType)) {
      const text = lenient.decode(await readHead(response.body, failureBytes, ctx.signal))
      const failure = { status, header, text }
      const error =
        explained(outgoing, failure) ?? errorOfStatus(failure, endpoint.accept, runtime.clock.now())
      throw aboutKey.has(status) ? error.with({ evidence: 'key' }) : error
    }
    const body = response.arrived?.() ?? (await readBounded(response.body, maxBytes))
    // JSON is UTF-8, whatever the header says (RFC 8259 §11 knows no such parameter).
    const text = decodeText(body, endpoint.accept === 'json' ? null : contentType)
    if (!/\S/.test(text)) throw new AppError('upstream_invalid', 'an empty body')
    const cooldownMs = endpoint.cooldownMs?.(header) ?? 0
    const quota = endpoint.quota?.(header)
    return { text, bytes: body.byteLength, ...(cooldownMs > 0 && { cooldownMs }), ...(quota && { quota }) }
  }
}

const redirected = (how: string): AppError =>
  new AppError('upstream_error', `it redirects ${how}`, { retry: false })

const lenient = new TextDecoder()

function isPromised(accept: Accept, contentType: string | null): boolean {
  // Without a content type, the decoder decides.
  if (contentType === null) return true
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (accept === 'json') return type === 'application/json' || type.endsWith('+json') || type === 'text/json'
  if (accept === 'xml') return type.endsWith('+xml') || type === 'application/xml' || type === 'text/xml'
  return type === 'text/plain' || type === 'application/octet-stream'
}
