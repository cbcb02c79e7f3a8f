import {
  type CallOptions,
  type Operations,
  type SubmitJobBody,
  type Tributary,
  TributaryError,
} from 'tributary-client'
import packageJson from '../../../package.json' with { type: 'json' }
import { errorKinds, type Fault } from '../../core/errors.ts'
import { features } from '../../features/index.ts'
import { serveMcpOverStdio } from '../../mcp/stdio.ts'
import { toolsOf } from '../../mcp/tools.ts'
import type { Ask, NoAnswer, Question } from '../../parts/ask.ts'
import type { Envelope, Part } from '../../parts/part.ts'
import { defineCommand, type Invocation } from '../command.ts'

export const mcp = defineCommand({
  about:
    'Serves the Model Context Protocol on standard input and output, for clients that start their servers themselves. Uses the ' +
    'service at --url, or one in this process.',
  options: {},
  examples: [
    ['', 'configure the client with the command `npx` and the arguments `tributary mcp`'],
    ['--url https://tributary.example.org', 'the tools of a remote service'],
  ],
  async run(invocation) {
    const { call, isEmbedded } = invocation
    const offered = {
      routes: features.flatMap(({ routes }) => routes),
      directRoutes: features.flatMap(({ directRoutes }) => directRoutes),
      jobs: features.flatMap(({ jobs }) => jobs),
    }
    // Connects now, so that a faulty URL is reported before the protocol uses standard output.
    if (!isEmbedded) await invocation.connect()
    const options = { version: packageJson.version, tools: toolsOf(offered), ask: askWith(invocation) }
    await serveMcpOverStdio(options, call.signal)
    return 'complete'
  },
})

/** Answers tool calls through the client, as all commands do. */
function askWith({ connect, call: options }: Invocation): Ask {
  return async (question, signal) => {
    const client = await connect()
    const call = { ...options, signal }
    try {
      if (question.type === 'route') {
        const operation = question.route.operationId as keyof Operations
        return { envelope: (await client.ask(operation, question.given, call)) as Envelope }
      }
      return { value: await valueFor(client, question, call) }
    } catch (error) {
      if (!(error instanceof TributaryError)) throw error
      return { failure: failureOf(error) }
    }
  }
}

async function valueFor(
  { ask, marine, jobs }: Tributary,
  question: Exclude<Question, { type: 'route' }>,
  call: CallOptions,
): Promise<object> {
  switch (question.type) {
    case 'direct': {
      const { route, given } = question
      const { text, ...query } = given
      if (route.text) return marine.parse(String(text), { ...query, ...call })
      return (await ask(route.operationId as keyof Operations, query, call)) as object
    }
    case 'start-job':
      return jobs.submit(question.body as unknown as SubmitJobBody, call)
    case 'cancel-job':
      return jobs.cancel(question.id, call)
    case 'get-job': {
      const { result, ...job } = await jobs.get(question.id, call)
      return question.withResult ? { ...job, result } : job
    }
  }
}

function failureOf({ code, detail, parts, errors }: TributaryError): NoAnswer {
  const known = Object.hasOwn(errorKinds, code) ? (code as keyof typeof errorKinds) : null
  const { title, advice } = errorKinds[known ?? 'upstream_unreachable']
  const about = known
    ? { title, advice }
    : { title: 'The service cannot be reached', advice: 'Try again later.' }
  return {
    code: known ?? 'upstream_unreachable',
    ...about,
    detail,
    faults: errors as Fault[],
    parts: parts as Part[],
  }
}
