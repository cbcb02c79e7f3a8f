// JSON-RPC batches, which older revisions of the Model Context Protocol allow. Each message is processed as a request of its own:
// rate limited, admitted or refused, and logged.
import type { Context as HonoContext } from 'hono'
import { invalidRequest } from '../core/faults.ts'
import type { AppEnv } from './app-env.ts'
import { clientSignal } from './client-signal.ts'

/** Maximum number of messages in a batch. */
const maxMessages = 10

/** The revision of the protocol that removed batches; revisions are dates. */
const withoutBatches = '2025-06-18'
const versionField = 'io.modelcontextprotocol/protocolVersion'

export interface BatchOptions {
  /** Answers the first message, as part of the request that contains the batch. */
  first: (message: unknown) => Promise<Response>
  /** Sends a further message to the service as a request. */
  further: (request: Request) => Response | Promise<Response>
}

/** Answers a batch with the answers to its messages in order; 202 when it contains only notifications. */
export async function answerBatch(
  c: HonoContext<AppEnv>,
  messages: readonly unknown[],
  { first, further }: BatchOptions,
): Promise<Response> {
  const fault = faultOf(messages, c.req.header('mcp-protocol-version'))
  if (fault) throw invalidRequest([{ in: 'body', name: 'body', message: fault }])
  const send = async (message: unknown, index: number): Promise<unknown> =>
    answerOf(message, await (index === 0 ? first(message) : further(requestOf(c, message))))
  const answers = (await Promise.all(messages.map(send))).filter((answer) => answer !== null)
  if (answers.length === 0) return c.body(null, 202)
  return c.json(answers as object[], 200, { 'cache-control': 'no-store' })
}

function faultOf(messages: readonly unknown[], version: string | undefined): string | null {
  const versions = [version, ...messages.map(versionOf)].filter((each) => typeof each === 'string')
  if (versions.some((each) => each >= withoutBatches)) {
    return `the protocol has no batches since ${withoutBatches}: send one message a request`
  }
  if (messages.length === 0) return 'must have at least one message'
  if (messages.length > maxMessages) return `must have at most ${maxMessages} messages`
  return messages.every(isObject) ? null : 'must be a list of messages'
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The protocol revision that a message names. */
function versionOf(message: unknown): unknown {
  const { params } = isObject(message) ? message : {}
  const { _meta } = isObject(params) ? params : {}
  return isObject(_meta) ? _meta[versionField] : undefined
}

/** The same request with one message as its body. */
function requestOf(c: HonoContext<AppEnv>, message: unknown): Request {
  const headers = new Headers(c.req.raw.headers)
  for (const name of ['content-length', 'transfer-encoding', 'accept-encoding']) headers.delete(name)
  headers.set('x-request-id', c.get('record').requestId)
  return new Request(c.req.url, {
    method: 'POST',
    headers,
    body: JSON.stringify(message),
    signal: clientSignal(c),
  })
}

/** Returns the JSON-RPC answer in a response, or null if there is none. A problem becomes a JSON-RPC error. */
async function answerOf(message: unknown, response: Response): Promise<unknown> {
  const text = await response.text()
  const type = response.headers.get('content-type') ?? ''
  const { id = null } = message as { id?: unknown }
  if (type.startsWith('application/problem+json')) {
    const { detail, ...data } = JSON.parse(text) as { detail: string }
    return id === null ? null : { jsonrpc: '2.0', id, error: { code: -32_000, message: detail, data } }
  }
  // In an event stream the answer is the last event.
  const json = type.startsWith('text/event-stream')
    ? text
        .match(/^data: ?(.+)$/gm)
        ?.at(-1)
        ?.slice(5)
    : text
  return json ? JSON.parse(json) : null
}
