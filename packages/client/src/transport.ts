// Every request of the client: headers, timeouts, and errors for responses that are not answers.
import { errorOfProblem, readProblem, TributaryError } from './error.ts'
import type { Route } from './operation.ts'
import type { CallOptions, ClientOptions } from './options.ts'
import { readChunks, readText } from './read-body.ts'
import { readEvents, type ServerEvent } from './read-events.ts'
import { routes as builtIn } from './types.ts'
import { pause, type Watch, watch } from './watch.ts'

export interface Ask {
  /** Name of the operation in the OpenAPI document. */
  route: string
  /** Values for `{name}` in the route's path. */
  path?: Readonly<Record<string, string>>
  query?: object | undefined
  body?: { type: string; text: string }
  headers?: Readonly<Record<string, string>>
  /** Whether the request is safe to repeat; default: unless it is a POST. */
  isRepeatable?: boolean
}

export interface Transport {
  /** Splits the fields of a question into path, query and body. Throws a TypeError for an operation without a route. */
  askOf(route: string, question: object): Ask
  /** Returns the parsed answer. */
  json<T>(ask: Ask, options?: CallOptions): Promise<T>
  /** Returns the answer as text. */
  text(ask: Ask, options?: CallOptions): Promise<string>
  /** Returns the answer as server-sent events. Leaving the loop ends the request. */
  events(ask: Ask, options?: CallOptions): AsyncGenerator<ServerEvent, void, void>
}

/** Allowance for the network, beyond the service's budget. */
const slackMs = 5_000
/** The assumed budget of a service unless `budgetMs` is set. */
const defaultPatienceMs = 30_000
/** Longest silence of a stream, which sends a comment every 10 s. */
const silenceMs = 30_000
const maxPauseMs = 30_000
const defaultMaxBytes = 64 * 1024 * 1024

/** Creates the transport. Throws a TypeError for invalid options; no error contains the key. */
export function createTransport(client: ClientOptions): Transport {
  const { maxBytes = defaultMaxBytes } = client
  const routes: Readonly<Record<string, Route>> = { ...builtIn, ...client.routes }
  const routeOf = (name: string): Route => {
    const route = Object.hasOwn(routes, name) ? routes[name] : undefined
    if (!route) throw new TypeError(`unknown operation ${name}: pass its route in \`routes\``)
    return route
  }
  const base = readBaseUrl(client.baseUrl)
  const constant = constantHeaders(client)
  // Called as a plain function, because `fetch` of browsers and Workers rejects another `this`.
  const ask = client.fetch ?? ((url: string, init: RequestInit) => globalThis.fetch(url, init))

  const preferences = ({ timeoutMs = client.timeoutMs, strict = client.strict }: CallOptions): string[] => [
    ...(timeoutMs === undefined ? [] : [`wait=${timeoutMs / 1_000}`]),
    ...(strict ? ['handling=strict'] : []),
  ]

  /** Sends a request and returns a successful response; everything else throws. */
  async function send(what: Ask, accept: string, options: CallOptions, watched: Watch): Promise<Response> {
    const { method, path } = routeOf(what.route)
    const prefer = preferences(options)
    const response = await ask(urlOf(base + path, what), {
      method,
      headers: {
        ...constant,
        accept,
        ...(prefer.length > 0 && { prefer: prefer.join(', ') }),
        ...(what.body && { 'content-type': what.body.type }),
        ...what.headers,
      },
      ...(what.body && { body: what.body.text }),
      signal: watched.signal,
    })
    if (response.ok) return response
    throw errorOf(response, await readText(readChunks(response.body, watched), { maxBytes }))
  }

  /** Sends a request, and repeats it after a refusal as `retries` permits. The reader of the response releases its watch. */
  async function open(
    what: Ask,
    accept: string,
    options: CallOptions,
  ): Promise<{ response: Response; watched: Watch }> {
    const { signal, timeoutMs = client.timeoutMs, retries = client.retries ?? 0 } = options
    for (let left = (what.isRepeatable ?? routeOf(what.route).method !== 'POST') ? retries : 0; ; left--) {
      signal?.throwIfAborted()
      const watched = watch((timeoutMs ?? defaultPatienceMs) + slackMs, signal)
      try {
        return { response: await send(what, accept, options, watched), watched }
      } catch (thrown) {
        watched.release()
        const error = explain(thrown, watched, signal)
        const waitMs = error instanceof TributaryError ? error.retryAfterMs : null
        if (left <= 0 || waitMs === null || waitMs > maxPauseMs) throw error
        await pause(waitMs, signal)
      }
    }
  }

  async function text(what: Ask, options: CallOptions = {}, accept = 'text/plain'): Promise<string> {
    const { response, watched } = await open(what, accept, options)
    try {
      return await readText(readChunks(response.body, watched), { maxBytes })
    } catch (thrown) {
      throw explain(thrown, watched, options.signal)
    } finally {
      watched.release()
    }
  }

  return {
    askOf(name, question) {
      const { path: template, body: type } = routeOf(name)
      const query: Record<string, unknown> = { ...question }
      const path: Record<string, string> = {}
      for (const [, field = ''] of template.matchAll(placeholder)) {
        path[field] = String(query[field])
        delete query[field]
      }
      if (type === undefined) return { route: name, path, query }
      const { body, ...rest } = query
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      return { route: name, path, query: rest, body: { type, text } }
    },
    text,
    async json<T>(what: Ask, options: CallOptions = {}): Promise<T> {
      return parseJson<T>(await text(what, options, 'application/json'))
    },
    async *events(what, options = {}) {
      const { response, watched } = await open(what, 'text/event-stream', options)
      watched.allow(silenceMs)
      try {
        yield* readEvents(readChunks(response.body, watched), { maxBytes })
      } catch (thrown) {
        throw explain(thrown, watched, options.signal)
      } finally {
        watched.release()
      }
    },
  }
}

/** Parses a value; throws `bad_answer` if the text is not JSON. */
export function parseJson<T>(text: string): T {
  try {
    return JSON.parse(text) as T
  } catch (cause) {
    throw new TributaryError('bad_answer', 'the answer is not JSON, or was cut off', { cause })
  }
}

function readBaseUrl(baseUrl: string | URL): string {
  const url = URL.canParse(String(baseUrl)) ? new URL(baseUrl) : null
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new TypeError('baseUrl must be an http or https URL without a query')
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('baseUrl contains credentials: use apiKey')
  }
  return url.href.replace(/\/+$/, '')
}

function constantHeaders({ apiKey, headers = {} }: ClientOptions): Record<string, string> {
  // The platform's own error for an invalid header would quote it.
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new TypeError('apiKey is empty, or has characters that cannot be sent')
  }
  return { ...headers, ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }) }
}

const placeholder = /\{(\w+)\}/g

function urlOf(template: string, { path = {}, query = {} }: Ask): string {
  const filled = template.replace(placeholder, (_, name: string) => encodeURIComponent(path[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    // Lists are sent as repeated parameters, because place names contain commas.
    const values: unknown[] = Array.isArray(value) ? value : [value]
    for (const each of values) if (each !== undefined && each !== null) search.append(name, String(each))
  }
  const words = search.toString()
  return `${filled}${words === '' ? '' : `?${words}`}`
}

function errorOf({ status, headers }: Response, text: string): TributaryError {
  const more = { status, retryAfterMs: retryAfterOf(headers), requestId: headers.get('x-request-id') }
  const problem = readProblem(text)
  if (problem) return errorOfProblem(problem, more)
  return new TributaryError('bad_answer', `status ${status} without a problem of the service`, more)
}

function retryAfterOf(headers: Headers): number | null {
  const value = headers.get('retry-after')
  if (value === null) return null
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now())
}

/** The error that a caller gets for anything thrown. */
function explain(thrown: unknown, { lateAfterMs }: Watch, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason
  if (lateAfterMs !== null) {
    return new TributaryError('timed_out', `nothing was received for ${lateAfterMs / 1_000} s`)
  }
  if (thrown instanceof TributaryError) return thrown
  return new TributaryError('unreachable', 'the service could not be reached, or the connection broke', {
    cause: thrown,
  })
}
