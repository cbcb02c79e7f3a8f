// MCP over Streamable HTTP: stateless, with a new server object for each request, so that any instance can answer.
import { createMcpHandler } from '@modelcontextprotocol/server'
import type { Ask } from '../parts/ask.ts'
import { createMcpServer } from './server.ts'
import { type Offered, toolsOf } from './tools.ts'

export interface McpEndpointOptions {
  version: string
  offered: Offered
}

/** Answers one message of a request; tools run through `ask`, on behalf of the caller. */
export type McpEndpoint = (request: Request, message: unknown, ask: Ask) => Promise<Response>

/** Creates the endpoint. */
export function createMcpEndpoint({ version, offered }: McpEndpointOptions): McpEndpoint {
  const tools = toolsOf(offered)
  return async (request, message, ask) => {
    // There are no subscriptions: no stream outlives its request.
    const handler = createMcpHandler(() => createMcpServer({ version, tools, ask }), { maxSubscriptions: 0 })
    const response = await handler.fetch(request, message === undefined ? {} : { parsedBody: message })
    // Buffered, even when framed as a stream of one event: the request ends when its response is complete.
    return new Response(response.body && (await response.arrayBuffer()), response)
  }
}
