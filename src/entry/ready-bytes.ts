// On Node, in front of everything: an answer that is ready is written as it is, head and body at once. Whatever a ready
// answer is not made for (other methods, preferences, callers that have to be told apart) goes the usual way.
import type { IncomingMessage, RequestListener } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import type { Config } from '../config/config.ts'
import type { TraceHeaders } from '../core/tracing.ts'
import { createReadyAnswers, type ReadyAnswers } from '../http/ready.ts'
import { requestIdOf } from '../http/request-id.ts'
import type { Service } from '../http/service.ts'

export interface ReadyBytes {
  /** Offered every finished answer that could be given again. */
  keepReady: NonNullable<Service['keepReady']>
  /** Puts the ready answers of a service in front of its listener. */
  around(listener: RequestListener, service: Service): RequestListener
}

/** Null where each caller must be known: then no answer is given without asking who wants it. */
export function createReadyBytes({ API_KEYS, CLIENT_RPS, CACHE_BYTES }: Config): ReadyBytes | null {
  if (API_KEYS.length > 0 || CLIENT_RPS > 0) return null
  let answers: ReadyAnswers | undefined
  return {
    keepReady(c, route, repeatable) {
      const { incoming } = c.env as HttpBindings
      const key = keyOf(incoming)
      const { res } = c
      if (!answers || key === null || res.status !== 200 || !res.headers.has('etag')) return
      const { headers } = res
      const keep = async (): Promise<void> => {
        // The very bytes that are sent, compressed or not.
        const body = Buffer.from(await res.clone().arrayBuffer()).toString('latin1')
        answers?.keep(key, { route, headers, body }, repeatable)
      }
      // Nobody misses what could not be kept.
      keep().catch(() => {})
    },
    around(listener, service) {
      // As much again for the bytes as an eighth of what the values may have.
      const ready = createReadyAnswers(service, { maxBytes: Math.ceil(CACHE_BYTES / 8) })
      answers = ready
      return (request, response) => {
        const key = keyOf(request)
        const { headers } = request
        const prepared =
          key === null
            ? null
            : ready.prepare(
                key,
                headers['if-none-match'],
                () => requestIdOf(headerOf(headers['x-request-id'])),
                // Node joins what comes twice of a field that it does not know.
                headers as TraceHeaders,
              )
        if (!prepared) return listener(request, response)
        response.writeHead(prepared.status, prepared.head)
        response.end(prepared.body, 'latin1')
        return prepared.done()
      }
    },
  }
}

const headerOf = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.join(', ')

/** Whatever may change the answer to a plain GET; null for a request that is none. */
function keyOf({ method, url, headers }: IncomingMessage): string | null {
  if (method !== 'GET' || headers.prefer !== undefined || headers.origin !== undefined) return null
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) return null
  return `${headers.host}\n${headers.accept}\n${headers['accept-encoding']}\n${url}`
}
