// One request to an upstream and its whole answer: the innermost call. Nothing of the answer is believed before its
// status, type, size and encoding have been checked.
import { decodeText, readBounded } from '../core/bytes.ts'
import { AppError } from '../core/errors.ts'
import type { Runtime, UpstreamResponse } from '../runtime/runtime.ts'
import type { Call, Context } from './call.ts'
import type { Endpoint, Failure, RequestDescription } from './source.ts'
import { errorOfStatus } from './status.ts'

/** A described request, with the endpoint that knows what its answer means. */
export interface Outgoing {
  source: string
  endpoint: Pick<Endpoint<never, unknown>, 'provider' | 'accept' | 'explain' | 'cooldownMs'>
  request: RequestDescription
  input: unknown
  maxBytes: number
}

export interface Incoming {
  text: string
  attempts: number
  /** How long the upstream asks to be left alone, in ms. */
  cooldownMs?: number
}

export interface ExchangeOptions {
  runtime: Pick<Runtime, 'send' | 'clock'>
  userAgent: string
}

const failureBytes = 16_384
const mostRedirects = 3
const accepts = {
  json: 'application/json, application/geo+json;q=0.9, application/ld+json;q=0.8',
  text: 'text/plain, text/*;q=0.5',
} as const

/** Sends, follows redirects within the same origin, and gives back the body's text or a typed error. */
export function exchange({ runtime, userAgent }: ExchangeOptions): Call<Outgoing, Incoming> {
  const { clock } = runtime

  const send = (outgoing: Outgoing, url: string, ctx: Context): Promise<UpstreamResponse> => {
    for (let tally = ctx.tally; tally; tally = tally.within) {
      tally.attempts++
      tally.provider = outgoing.endpoint.provider
    }
    const { method = 'GET', headers, body } = outgoing.request
    const request = {
      method,
      url,
      headers: {
        'user-agent': userAgent,
        accept: accepts[outgoing.endpoint.accept],
        ...(ctx.traceparent !== undefined && { traceparent: ctx.traceparent }),
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
      const location = isRedirect(response.status) ? response.header('location') : null
      if (location === null) return response
      response.discard()
      const explained = outgoing.endpoint.explain?.(failureOf(response, ''), outgoing.input as never)
      if (explained) throw explained
      const target = URL.canParse(location, url) ? new URL(location, url) : null
      // Another host, or another scheme, is somebody else: credentials and trust end here.
      if (!target || target.origin !== new URL(url).origin) {
        throw new AppError('upstream_error', 'it redirects to another host', { retry: false })
      }
      if (hops >= mostRedirects || (outgoing.request.method ?? 'GET') !== 'GET') {
        throw new AppError('upstream_error', `it redirects more than ${mostRedirects} times`, {
          retry: false,
        })
      }
      url = target.href
    }
  }

  const read = async (outgoing: Outgoing, response: UpstreamResponse): Promise<string> => {
    const { endpoint, input, maxBytes } = outgoing
    const contentType = response.header('content-type')
    if (response.status === 200 && isPromised(endpoint.accept, contentType)) {
      const bytes = await readBounded(response.body, maxBytes)
      const text = decodeText(bytes, contentType)
      if (text.trim() === '') throw new AppError('upstream_invalid', 'an empty body')
      return text
    }
    const text = lenient.decode(await readHead(response))
    const failure = failureOf(response, text)
    throw endpoint.explain?.(failure, input as never) ?? errorOfStatus(failure, endpoint.accept, clock.now())
  }

  return async (outgoing, ctx) => {
    const { source, endpoint } = outgoing
    const { provider } = endpoint
    const startedAt = clock.elapsed()
    const done = (bytes: number, error: AppError | null): void =>
      ctx.emit({
        type: 'attempt',
        source,
        provider,
        tookMs: clock.elapsed() - startedAt,
        bytes,
        code: error?.code ?? null,
      })
    try {
      const response = await follow(outgoing, ctx)
      const text = await read(outgoing, response)
      done(text.length, null)
      const cooldownMs = endpoint.cooldownMs?.((name) => response.header(name)) ?? 0
      return cooldownMs > 0 ? { text, attempts: 1, cooldownMs } : { text, attempts: 1 }
    } catch (error) {
      if (error instanceof AppError) {
        if (error !== ctx.signal.reason) error.provider ??= provider
        done(0, error)
      }
      throw error
    }
  }
}

const lenient = new TextDecoder()

const isRedirect = (status: number): boolean => status >= 301 && status <= 308 && status !== 304

const failureOf = (response: UpstreamResponse, text: string): Failure => ({
  status: response.status,
  header: (name) => response.header(name),
  text,
})

function isPromised(accept: 'json' | 'text', contentType: string | null): boolean {
  // No type at all: the decoder decides.
  if (contentType === null) return true
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (accept === 'json') return type === 'application/json' || type.endsWith('+json') || type === 'text/json'
  return type === 'text/plain' || type === 'application/octet-stream'
}

/** The beginning of a body that is only read to see what went wrong. */
async function readHead(response: UpstreamResponse): Promise<Uint8Array> {
  try {
    return await readBounded(response.body, failureBytes)
  } catch (error) {
    if (error instanceof AppError && error.code === 'upstream_too_large') return new Uint8Array()
    throw error
  }
}
