// The service as an MCP server: one object per request, or per connection over stdio.
import { McpServer } from '@modelcontextprotocol/server'
import type { Ask, Question, Told } from '../parts/ask.ts'
import { failureText, partsText } from './text.ts'
import type { Tool } from './tool.ts'
import { readArguments } from './tools.ts'

const instructions =
  'Marine forecasts, alerts, places and Reddit posts, requested from several upstreams before a deadline. A result is an ' +
  'envelope: `data` is the merged result, and `parts` says for each part which upstream it came from, when it was fetched and ' +
  'what went wrong; the schemas are in /openapi.json. A result may be incomplete (`complete: false`): say so, and say how old ' +
  'the data is. Forecasts are the words of the forecaster with typed values; do not use them for navigation without the original.'

export interface McpServerOptions {
  version: string
  tools: readonly Tool[]
  ask: Ask
}

/** Creates a server with these tools. Arguments and results are validated. */
export function createMcpServer({ version, tools, ask }: McpServerOptions): McpServer {
  const server = new McpServer(
    { name: 'tributary', title: 'Tributary', version },
    { instructions, capabilities: { tools: {} } },
  )
  for (const tool of tools) {
    const { name, title, description, isReadOnly, isAggregated } = tool
    const config = {
      title,
      description,
      annotations: isReadOnly ? readOnly : writing,
      inputSchema: inputOf(tool),
      ...(isAggregated && { outputSchema: envelope }),
    }
    server.registerTool(name, config, async (question: Question, { mcpReq }) =>
      resultOf(await ask(question, mcpReq.signal)),
    )
  }
  return server
}

const readOnly = { readOnlyHint: true, idempotentHint: true, openWorldHint: true }
const writing = { readOnlyHint: false, destructiveHint: false, openWorldHint: true }

function resultOf(told: Told) {
  if ('failure' in told) return { isError: true, content: [textOf(failureText(told.failure))] }
  const value = 'envelope' in told ? told.envelope : told.value
  const words = 'envelope' in told ? [textOf(partsText(told.envelope))] : []
  return { content: [...words, textOf(JSON.stringify(value))], structuredContent: { ...value } }
}

const textOf = (text: string) => ({ type: 'text' as const, text })

const inputOf = (tool: Tool) => ({
  '~standard': {
    version: 1 as const,
    vendor: 'tributary',
    validate(given: unknown) {
      const read = readArguments(tool, given)
      return 'question' in read ? { value: read.question } : { issues: read.faults }
    },
    jsonSchema: { input: () => tool.input, output: () => tool.input },
    types: undefined as unknown as { input: Record<string, unknown>; output: Question },
  },
})

const envelopeSchema = {
  type: 'object',
  properties: {
    complete: { type: 'boolean' },
    data: { type: 'object' },
    parts: { type: 'array' },
    meta: { type: 'object' },
  },
  required: ['complete', 'data', 'parts', 'meta'],
}

/** Results of our own routes are not validated again; tests check them against their schemas. */
const envelope = {
  '~standard': {
    version: 1 as const,
    vendor: 'tributary',
    validate: (value: unknown) => ({ value }),
    jsonSchema: { input: () => envelopeSchema, output: () => envelopeSchema },
  },
}
