// Requests an aggregated answer and prints it: with a progress bar on a terminal, as JSON, or as a stream of events.
import type { Aggregated, CallOptions, Meta, Part, Tributary } from 'tributary-client'
import { type Command, defineCommand, type Invocation } from './command.ts'
import type { ExitName } from './exit-codes.ts'
import type { OptionTable, Values } from './options.ts'
import { renderParts } from './render/parts.ts'
import { renderProgress } from './render/progress.ts'
import type { Style } from './render/style.ts'
import { clean } from './render/text.ts'
import { UsageError } from './usage-error.ts'

interface Envelope {
  complete: boolean
  data: unknown
  parts: Part[]
  meta: Meta
}

/** The fields of an event that are used here. */
type AnyEvent<Answer> =
  | { event: 'part'; source: string; part: Part; data: unknown }
  | { event: 'progress'; done: number; total: number }
  | { event: 'done'; answer: Answer }

const streamOption = {
  stream: { kind: 'flag', about: 'with --json: print each event as a line when it arrives' },
} as const satisfies OptionTable

type AnswerRoute<Query, Answer> = Pick<Aggregated<Query, Answer, unknown>, 'stream'> &
  ((query: Query, options?: CallOptions) => Promise<Answer>)

/** A command that prints the answer of a route. */
export interface AnswerCommand<Table extends OptionTable, Query, Answer extends Envelope>
  extends Omit<Command<Table>, 'options' | 'run'> {
  options?: Table
  route(client: Tributary): AnswerRoute<Query, Answer>
  /** Its query. The service reports what is wrong with it. */
  query(values: Values<Table>, positionals: readonly string[]): Query
  render(data: Answer['data'], style: Style, values: Values<Table>): string[]
}

/** Declares a command that prints the answer of a route; the exit code says whether it is complete. */
export function defineAnswerCommand<const Table extends OptionTable, Query, Answer extends Envelope>({
  options = {} as Table,
  route,
  query,
  render,
  ...rest
}: AnswerCommand<Table, Query, Answer>): Command {
  return defineCommand<OptionTable & typeof streamOption>({
    ...rest,
    options: { ...options, ...streamOption },
    async run(invocation) {
      const { positionals, connect } = invocation
      const values = invocation.values as Values<Table>
      const ask = { route: route(await connect()), query: query(values, positionals) }
      return printAnswer(invocation, ask, (data, style) => render(data, style, values))
    },
  })
}

async function printAnswer<Query, Answer extends Envelope>(
  invocation: Invocation<typeof streamOption>,
  ask: Asked<Query, Answer>,
  render: (data: Answer['data'], style: Style) => string[],
): Promise<ExitName> {
  const { values, terminal, style, call } = invocation
  if (values.stream && !values.json) throw new UsageError(['--stream requires --json'])
  const answer = values.json
    ? await printJson(invocation, ask)
    : terminal.isErrorTty
      ? await watchAnswer(invocation, ask)
      : await ask.route(ask.query, call)
  if (!values.json) {
    const { data, parts, meta } = clean(answer)
    const lines = render(data, style)
    const gap = lines.length === 0 ? [] : ['']
    await terminal.write(`${[...lines, ...gap, ...renderParts({ parts, meta }, style)].join('\n')}\n`)
  }
  return answer.complete ? 'complete' : 'partial'
}

interface Asked<Query, Answer extends Envelope> {
  route: AnswerRoute<Query, Answer>
  query: Query
}

async function printJson<Query, Answer extends Envelope>(
  { values, terminal, call }: Invocation<typeof streamOption>,
  { route, query }: Asked<Query, Answer>,
): Promise<Answer> {
  if (!values.stream) {
    const answer = await route(query, call)
    await terminal.write(`${JSON.stringify(answer)}\n`)
    return answer
  }
  return untilDone<Answer>(route.stream(query, call), (event) => terminal.write(`${lineOf(event)}\n`))
}

/** Writes an event as the service does in `application/x-ndjson`. */
function lineOf(event: AnyEvent<Envelope>): string {
  if (event.event === 'done') return JSON.stringify({ event: event.event, ...event.answer })
  if (event.event === 'part')
    return JSON.stringify({ event: event.event, part: event.part, data: event.data })
  return JSON.stringify(event)
}

/** Shows a progress bar until the answer is complete, then erases it. */
async function watchAnswer<Query, Answer extends Envelope>(
  { terminal, style, call }: Invocation,
  { route, query }: Asked<Query, Answer>,
): Promise<Answer> {
  let label = ''
  const show = (done: number, total: number): void =>
    terminal.writeError(`\r\u001b[K${renderProgress({ done, total, label }, style)}`)
  try {
    show(0, 0)
    return await untilDone<Answer>(route.stream(query, call), async (event) => {
      if (event.event === 'part') label = clean(`${event.part.source} ${event.part.key}`)
      if (event.event === 'progress') show(event.done, event.total)
    })
  } finally {
    terminal.writeError('\r\u001b[K')
  }
}

async function untilDone<Answer>(
  events: AsyncIterable<unknown>,
  onEvent: (event: AnyEvent<Answer & Envelope>) => Promise<void>,
): Promise<Answer> {
  for await (const each of events as AsyncIterable<AnyEvent<Answer & Envelope>>) {
    await onEvent(each)
    if (each.event === 'done') return each.answer
  }
  throw new Error('the stream ended without an answer')
}
