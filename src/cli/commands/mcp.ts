import { type RouteName, TributaryError } from '../../../clients/typescript/src/index.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Ask, NoAnswer } from '../../briefing/ask.ts'
import type { Envelope, Part } from '../../briefing/part.ts'
import { errorKinds } from '../../core/errors.ts'
import { features } from '../../features/index.ts'
import { serveMcpOverStdio } from '../../mcp/stdio.ts'
import { toolsOf } from '../../mcp/tools.ts'
import { defineCommand, type Invocation } from '../command.ts'

export const mcp = defineCommand({
  usage: '',
  about:
    'A server of the Model Context Protocol on standard input and output, for an agent that starts its tools itself. The ' +
    'service is in this process, or behind --url.',
  takes: { name: '', least: 0, most: 0 },
  options: {},
  examples: [
    ['', 'configure an agent with the command `npx` and the arguments `tributary mcp`'],
    ['--url https://tributary.example.org', 'the tools of a service that runs elsewhere'],
  ],
  async run(invocation) {
    const { call, isEmbedded } = invocation
    const routes = features.flatMap(({ routes }) => routes)
    // Said where it disturbs nobody: the protocol has standard output.
    if (!isEmbedded) await invocation.connect()
    const options = { version: packageJson.version, tools: toolsOf(routes), ask: askWith(invocation) }
    await serveMcpOverStdio(options, call.signal)
    return 'complete'
  },
})

/** Asks the routes by the client, as every command does. */
function askWith({ connect, call }: Invocation): Ask {
  return async (aggregate, { given, signal }) => {
    const client = await connect()
    try {
      const operation = aggregate.operationId as RouteName
      return (await client.ask(operation, given, { ...call, signal })) as Envelope
    } catch (error) {
      if (!(error instanceof TributaryError)) throw error
      return failureOf(error)
    }
  }
}

function failureOf({ code, detail, parts }: TributaryError): NoAnswer {
  const known = Object.hasOwn(errorKinds, code) ? (code as keyof typeof errorKinds) : null
  const { title, advice } = errorKinds[known ?? 'upstream_unreachable']
  const about = known
    ? { title, advice }
    : { title: 'The service cannot be reached', advice: 'Try again later.' }
  return { code: known ?? 'upstream_unreachable', ...about, detail, parts: parts as Part[] }
}
