// The protocol over HTTP (Streamable HTTP): stateless, a server for each request, so that any instance may answer any of them.
import { createMcpHandler } from '@modelcontextprotocol/server'
import type { Ask } from '../parts/ask.ts'
import { createMcpServer } from './server.ts'
import { type Offered, toolsOf } from './tools.ts'

export interface McpEndpointOptions {
  version: string
  offered: Offered
  onError?: (error: Error) => void
}

/** Answers one message, which has been read from the request; tools are asked by `ask`, on behalf of the caller. */
export type McpEndpoint = (request: Request, message: unknown, ask: Ask) => Promise<Response>

/** Makes the endpoint. */
export function createMcpEndpoint({ version, offered, onError }: McpEndpointOptions): McpEndpoint {
  const tools = toolsOf(offered)
  return async (request, message, ask) => {
    // Nothing is listened for: no stream of changes outlives its request.
    const handler = createMcpHandler(() => createMcpServer({ version, tools, ask }), {
      maxSubscriptions: 0,
      ...(onError && { onerror: onError }),
    })
    const response = await handler.fetch(request, message === undefined ? {} : { parsedBody: message })
    // Whole, also where it is framed as a stream of one event: the request has ended when its answer is sent, and not before.
    return new Response(response.body && (await response.arrayBuffer()), response)
  }
}
