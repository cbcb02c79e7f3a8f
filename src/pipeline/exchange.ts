// One request to an upstream and its whole answer: the innermost call. Nothing of the answer is believed before its
// status, type, size and encoding have been checked.
import { decodeText, readBounded, readHead } from '../core/bytes.ts'
import { AppError } from '../core/errors.ts'
import type { UpstreamResponse } from '../runtime/runtime.ts'
import { afford } from './afford.ts'
import { asAttempt, isRedirect } from './attempt.ts'
import type { Call, Context } from './call.ts'
import type { ExchangeOptions, Failure, Incoming, Outgoing } from './endpoint.ts'
import { errorOfStatus } from './status.ts'

const failureBytes = 16_384
const mostRedirects = 3
const accepts = {
  json: 'application/json, application/geo+json;q=0.9, application/ld+json;q=0.8',
  text: 'text/plain, text/*;q=0.5',
} as const

/** Sends, follows redirects within the same origin, and gives back the body's text or a typed error. */
export function exchange({ runtime, userAgent, settings }: ExchangeOptions): Call<Outgoing, Incoming> {
  const { clock } = runtime

  /** What the endpoint itself makes of a failure. */
  const explained = ({ endpoint, input }: Outgoing, failure: Failure): AppError | undefined =>
    endpoint.explain?.(failure, input as never, settings as never)

  const send = async (outgoing: Outgoing, url: string, ctx: Context): Promise<UpstreamResponse> => {
    if (clock.elapsed() >= ctx.deadline)
      throw new AppError('deadline', 'no time was left to ask the upstream')
    const { method = 'GET', headers, body } = outgoing.request
    const { traceparent, tracestate } = ctx.span ?? ctx
    const request = {
      method,
      url,
      headers: {
        'user-agent': userAgent,
        accept: accepts[outgoing.endpoint.accept],
        ...(traceparent !== undefined && { traceparent }),
        ...(tracestate !== undefined && { tracestate }),
        ...headers,
      },
      maxBytes: outgoing.maxBytes,
      ...(body !== undefined && { body }),
    }
    return runtime.send(request, ctx.signal)
  }

  const follow = async (outgoing: Outgoing, ctx: Context): Promise<UpstreamResponse> => {
    let url = outgoing.request.url
    for (let hops = 0; ; hops++) {
      const response = await send(outgoing, url, ctx)
      ctx.span?.set({ 'http.response.status_code': response.status })
      const location = isRedirect(response.status) ? response.header('location') : null
      if (location === null) return response
      response.discard()
      const error = explained(outgoing, failureOf(response, ''))
      if (error) throw error
      const target = URL.canParse(location, url) ? new URL(location, url) : null
      // Another host, or another scheme, is somebody else: credentials and trust end here.
      if (!target || target.origin !== new URL(url).origin) {
        throw new AppError('upstream_error', 'it redirects to another host', { retry: false })
      }
      if (outgoing.request.method === 'POST')
        throw new AppError('upstream_error', 'it redirects a POST', { retry: false })
      if (hops >= mostRedirects) {
        throw new AppError('upstream_error', `it redirects more than ${mostRedirects} times`, {
          retry: false,
        })
      }
      url = target.href
      afford(ctx)
    }
  }

  const read = async (
    outgoing: Outgoing,
    response: UpstreamResponse,
    ctx: Context,
  ): Promise<{ text: string; bytes: number }> => {
    const { endpoint, maxBytes } = outgoing
    const contentType = response.header('content-type')
    if (isWhole(response.status) && isPromised(endpoint.accept, contentType)) {
      const bytes = await readBounded(response.body, maxBytes)
      // JSON is UTF-8, whatever the header says (RFC 8259 §11 knows no such parameter).
      const text = decodeText(bytes, endpoint.accept === 'json' ? null : contentType)
      if (text.trim() === '') throw new AppError('upstream_invalid', 'an empty body')
      return { text, bytes: bytes.byteLength }
    }
    const text = lenient.decode(await readHead(response.body, failureBytes, ctx.signal))
    const failure = failureOf(response, text)
    throw explained(outgoing, failure) ?? errorOfStatus(failure, endpoint.accept, clock.now())
  }

  return asAttempt(clock, async (outgoing, ctx) => {
    const response = await follow(outgoing, ctx)
    const { text, bytes } = await read(outgoing, response, ctx)
    const header = (name: string): string | null => response.header(name)
    const cooldownMs = outgoing.endpoint.cooldownMs?.(header) ?? 0
    const quota = outgoing.endpoint.quota?.(header)
    return { incoming: { text, ...(cooldownMs > 0 && { cooldownMs }), ...(quota && { quota }) }, bytes }
  })
}

const lenient = new TextDecoder()

const failureOf = (response: UpstreamResponse, text: string): Failure => ({
  status: response.status,
  header: (name) => response.header(name),
  text,
})

/** 203 is a 200 that a proxy has changed on its way. */
const isWhole = (status: number): boolean => status === 200 || status === 203

function isPromised(accept: 'json' | 'text', contentType: string | null): boolean {
  // No type at all: the decoder decides.
  if (contentType === null) return true
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (accept === 'json') return type === 'application/json' || type.endsWith('+json') || type === 'text/json'
  return type === 'text/plain' || type === 'application/octet-stream'
}
