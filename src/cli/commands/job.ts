import type { Job, JobWithResult, Tributary } from 'tributary-client'
import { formOf } from '../../define/job-form.ts'
import { features } from '../../features/index.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { type ExitName, exitNameOfStatus } from '../exit-codes.ts'
import { bodyOptions, from, jobBody } from '../job-body.ts'
import { renderJob, renderJobs, renderResult } from '../render/job.ts'
import { renderProgress } from '../render/progress.ts'
import { clean } from '../render/text.ts'
import { UsageError } from '../usage-error.ts'

const forms = features.flatMap(({ jobs }) => jobs).map(formOf)

const own = {
  from,
  wait: { kind: 'flag', about: 'submit: wait for the result' },
  'idempotency-key': {
    kind: 'text',
    value: 'KEY',
    about: 'submit: repeats with this key and body are one job',
  },
  state: {
    kind: 'choice',
    value: 'STATE',
    choices: ['pending', 'running', 'done', 'failed', 'cancelled'],
    about: 'list: only jobs in this state',
  },
  limit: {
    kind: 'number',
    value: 'N',
    min: 1,
    max: 100,
    about: 'list: jobs per page; reddit: posts per subreddit',
  },
  cursor: { kind: 'text', about: 'list: cursor of the next page' },
  stream: { kind: 'flag', about: 'wait, with --json: print each event as a line' },
} as const

type JobInvocation = Invocation<typeof own>

type Action = (invocation: JobInvocation, rest: readonly string[]) => Promise<ExitName>

export const job = defineCommand({
  usage: 'submit KIND [ITEM...] | wait ID | show ID | cancel ID | list',
  about:
    `Submits and follows jobs with many items. KIND is one of ${forms.map(({ kind }) => kind).join(', ')}; an ITEM is a ` +
    'zone, a place, a subreddit or an address. With --url, a job continues after this command has ended. Without it, the job ' +
    'runs in this process, and the command waits for its result.',
  takes: { name: 'submit, wait, show, cancel or list', min: 1, max: 1_002 },
  options: { ...bodyOptions(forms), ...own },
  examples: [
    ['submit forecasts --office LWX --wait', 'all zones of an office, with a progress bar'],
    [
      'submit geocode --from places.txt --json | jq -r .id',
      'up to a thousand places; prints the id of the job',
    ],
    ['wait ID', 'wait for the result and print it'],
    ['list --state running', 'running jobs'],
  ],
  async run(invocation) {
    const [name = '', ...rest] = invocation.positionals
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (!action) throw new UsageError([`'${name}' is not one of ${Object.keys(actions).join(', ')}`])
    if (invocation.isEmbedded && name !== 'submit') {
      throw new UsageError([
        `job ${name} requires --url or TRIBUTARY_URL: a job in this process ends with its command`,
      ])
    }
    if (invocation.values.stream && !invocation.values.json)
      throw new UsageError(['--stream requires --json'])
    return action(invocation, rest)
  },
})

const actions: Record<string, Action> = {
  async submit(invocation, [kind, ...items]) {
    const { values, terminal, connect, call, isEmbedded } = invocation
    const lines = values.from === undefined ? [] : (await terminal.read(values.from)).split('\n')
    const listed = lines.map((line) => line.trim()).filter(Boolean)
    const body = jobBody(forms, kind, [...items, ...listed], values)
    const { jobs } = await connect()
    const submitted = await jobs.submit(body, { ...call, idempotencyKey: values['idempotency-key'] })
    if (values.wait || isEmbedded) return finish(invocation, jobs, submitted.id)
    await print(invocation, submitted)
    return 'complete'
  },

  async wait(invocation, rest) {
    const { jobs } = await invocation.connect()
    return finish(invocation, jobs, idOf(rest))
  },

  async show(invocation, rest) {
    const { jobs } = await invocation.connect()
    const found = await jobs.get(idOf(rest), invocation.call)
    await printResult(invocation, found)
    return exitNameOfJob(found)
  },

  async cancel(invocation, rest) {
    const { jobs } = await invocation.connect()
    await print(invocation, await jobs.cancel(idOf(rest), invocation.call))
    return 'complete'
  },

  async list(invocation, rest) {
    if (rest.length > 0) throw new UsageError([`'${rest[0]}' is not expected`])
    const { values, terminal, style, call, connect } = invocation
    const { state, limit, cursor } = values
    const { jobs } = await connect()
    const page = await jobs.list({ state, limit, cursor }, call)
    const { jobs: found, nextCursor } = clean(page)
    const more = nextCursor === null ? [] : [style.dim(`and more: --cursor ${nextCursor}`)]
    const lines = found.length === 0 ? ['no jobs'] : [...renderJobs(found, style), ...more]
    await terminal.write(values.json ? `${JSON.stringify(page)}\n` : `${lines.join('\n')}\n`)
    return 'complete'
  },
}

function idOf(rest: readonly string[]): string {
  const [id, ...more] = rest
  if (id === undefined) throw new UsageError(['ID is missing'])
  if (more.length > 0) throw new UsageError([`'${more[0]}' is not expected`])
  return id
}

/** Follows a job to its end with a progress bar, and prints its result. */
async function finish(invocation: JobInvocation, jobs: Tributary['jobs'], id: string): Promise<ExitName> {
  const { values, terminal, style, call } = invocation
  const isShown = terminal.isErrorTty && !values.stream
  let label = ''
  try {
    for await (const event of jobs.events(id, call)) {
      if (values.stream) await terminal.write(`${JSON.stringify(event)}\n`)
      if (event.event === 'part') label = clean(`${event.part.source} ${event.part.key}`)
      if (event.event === 'progress' && isShown) {
        terminal.writeError(`\r\u001b[K${renderProgress({ ...event, label }, style)}`)
      }
    }
  } finally {
    if (isShown) terminal.writeError('\r\u001b[K')
    if (call.signal.aborted && !invocation.isEmbedded) {
      terminal.writeError(`the job continues: tributary job wait ${id}\n`)
    }
  }
  const found = await jobs.get(id, call)
  if (!values.stream) await printResult(invocation, found)
  return exitNameOfJob(found)
}

async function print({ values, terminal, style }: JobInvocation, job: Job): Promise<void> {
  await terminal.write(
    values.json ? `${JSON.stringify(job)}\n` : `${renderJob(clean(job), style).join('\n')}\n`,
  )
}

async function printResult({ values, terminal, style }: JobInvocation, job: JobWithResult): Promise<void> {
  const now = { ...style, now: terminal.clock.now() }
  await terminal.write(
    values.json ? `${JSON.stringify(job)}\n` : `${renderResult(clean(job), now).join('\n')}\n`,
  )
}

/** A running job is not a failure; a cancelled job, or one with failed parts, is partial. */
function exitNameOfJob({ state, error, result }: JobWithResult): ExitName {
  if (state === 'failed') return exitNameOfStatus(error?.status ?? null)
  if (state === 'cancelled') return 'partial'
  return state === 'done' && !result.complete ? 'partial' : 'complete'
}
