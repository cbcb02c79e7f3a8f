// The service as a server of the Model Context Protocol. One is made for each request, or for each connection over stdio.
import { McpServer } from '@modelcontextprotocol/server'
import { type Ask, isNoAnswer } from '../briefing/ask.ts'
import { textOf } from './text.ts'
import { type Asked, readArguments, type Tool } from './tools.ts'

const instructions =
  'Marine weather, alerts, places and talk of sailors, gathered from their own upstreams before a deadline. Every result is ' +
  'an envelope: `data` is what was asked for, `parts` says of each piece which upstream it came from, when it was fetched and ' +
  'what went wrong. A result may be incomplete (`complete: false`): say so, and say how old what you quote is. Forecasts are ' +
  'the words of the forecaster with typed values beside them; do not use them for navigation without the original.'

export interface McpServerOptions {
  version: string
  tools: readonly Tool[]
  ask: Ask
}

/** Makes a server with these tools. Schemas are checked on the way in and on the way out. */
export function createMcpServer({ version, tools, ask }: McpServerOptions): McpServer {
  const server = new McpServer(
    { name: 'tributary', title: 'Tributary', version },
    { instructions, capabilities: { tools: {} } },
  )
  for (const tool of tools) {
    const { name, title, description } = tool
    const annotations = { readOnlyHint: true, idempotentHint: true, openWorldHint: true }
    const config = {
      title,
      description,
      annotations,
      inputSchema: inputOf(tool),
      outputSchema: outputOf(tool),
    }
    server.registerTool(name, config, async (call: Asked, { mcpReq }) => {
      const told = await ask(tool.aggregate, { ...call, signal: mcpReq.signal })
      if (isNoAnswer(told)) return { isError: true, content: [{ type: 'text', text: textOf(told) }] }
      return {
        content: [
          { type: 'text', text: textOf(told) },
          { type: 'text', text: JSON.stringify(told) },
        ],
        structuredContent: { ...told },
      }
    })
  }
  return server
}

const inputOf = (tool: Tool) => ({
  '~standard': {
    version: 1 as const,
    vendor: 'tributary',
    validate(given: unknown) {
      const read = readArguments(tool, given)
      return 'call' in read ? { value: read.call } : { issues: read.faults }
    },
    jsonSchema: { input: () => tool.input, output: () => tool.input },
    types: undefined as unknown as { input: Record<string, unknown>; output: Asked },
  },
})

/** What our own routes have answered needs no second look on its way out; their tests hold them to their schemas. */
const outputOf = (tool: Tool) => ({
  '~standard': {
    version: 1 as const,
    vendor: 'tributary',
    validate: (value: unknown) => ({ value }),
    jsonSchema: { input: () => tool.output, output: () => tool.output },
  },
})
