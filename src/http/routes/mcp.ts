// The Model Context Protocol endpoint. Each tool calls a route of the service, or an operation on a job.
import type { Context as HonoContext } from 'hono'
import { AppError, errorKinds } from '../../core/errors.ts'
import { toJob } from '../../jobs/job.ts'
import type { Ask, NoAnswer, Question, Told } from '../../parts/ask.ts'
import type { Part } from '../../parts/part.ts'
import type { App, AppEnv } from '../app-env.ts'
import { openAnswer } from '../gather-answer.ts'
import { cancelRunning, jobWithResultSoFar, submitJob } from '../job-calls.ts'
import { answerBatch } from '../mcp-batch.ts'
import { refuseStrangePage } from '../page-origin.ts'
import { readPreferences } from '../prefer.ts'
import { readJson } from '../read-json.ts'
import type { Service } from '../service.ts'
import { directKit } from './direct.ts'

/** Maximum size of a message. */
const maxBytes = 100_000

/** Registers `/mcp`, if the platform supports the protocol. */
export function registerMcp(app: App, service: Service): void {
  const { mcp } = service
  if (!mcp) return
  app.all('/mcp', async (c) => {
    refuseStrangePage(c, service)
    const message = c.req.method === 'POST' ? await readJson(c, maxBytes) : undefined
    const endpoint = await mcp()
    const answer = (one: unknown): Promise<Response> => endpoint(c.req.raw, one, askFor(c, service))
    if (!Array.isArray(message)) return answer(message)
    return answerBatch(c, message, { first: answer, further: (request) => app.fetch(request, c.env) })
  })
}

/** Creates the function that tools call: with the budget, the log entry and the signal of this request. */
function askFor(c: HonoContext<AppEnv>, service: Service): Ask {
  return async (question, signal) => {
    try {
      return question.type === 'route'
        ? await gatherFor(c, question, service, signal)
        : { value: await valueFor(c, question, service, signal) }
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code === 'internal') throw thrown
      return { failure: noAnswer(c, thrown) }
    }
  }
}

async function gatherFor(
  c: HonoContext<AppEnv>,
  { route, query }: Extract<Question, { type: 'route' }>,
  service: Service,
  signal: AbortSignal,
): Promise<Told> {
  const { BUDGET_MS, MAX_BUDGET_MS } = service.config
  route.admit?.((name) => c.req.header(name))
  const limits = { budgetMs: BUDGET_MS, maxBudgetMs: MAX_BUDGET_MS }
  const { budgetMs, strict } = readPreferences(c.req.header('prefer'), limits)
  const { gather, leave } = openAnswer(c, route, query, service, { budgetMs, strict })
  signal.addEventListener('abort', leave, { once: true })
  try {
    const { envelope, failure } = await gather()
    return failure ? { failure: noAnswer(c, failure, envelope.parts) } : { envelope }
  } finally {
    signal.removeEventListener('abort', leave)
  }
}

async function valueFor(
  c: HonoContext<AppEnv>,
  question: Exclude<Question, { type: 'route' }>,
  service: Service,
  signal: AbortSignal,
): Promise<object> {
  if (question.type === 'direct') {
    const { route, received } = question
    return (await route.answer(received, directKit(service, signal))) as object
  }
  const { jobs, runtime } = service
  if (!jobs) throw new AppError('not_found', 'this instance does not run jobs')
  if (question.type === 'start-job') return toJob(await submitJob(c, question.body, jobs))
  if (question.type === 'cancel-job') return toJob(await cancelRunning(c, question.id, jobs))
  const { result, ...job } = await jobWithResultSoFar(c, question.id, jobs, runtime.clock.now())
  return question.withResult ? { ...job, result } : job
}

function noAnswer(
  c: HonoContext<AppEnv>,
  { code, message: detail, faults }: AppError,
  parts: readonly Part[] = [],
): NoAnswer {
  c.get('record').fail(code)
  const { title, advice } = errorKinds[code]
  return { code, title, detail, advice, parts, ...(faults && { faults }) }
}
