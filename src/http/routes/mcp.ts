// Agents speak the Model Context Protocol here: each tool is an aggregated route, asked like one.
import type { Context as HonoContext } from 'hono'
import type { Ask } from '../../briefing/ask.ts'
import { errorKinds } from '../../core/errors.ts'
import type { App, AppEnv } from '../app-env.ts'
import { openAnswer } from '../gather-answer.ts'
import { answerBatch } from '../mcp-batch.ts'
import { refuseStrangePage } from '../page-origin.ts'
import { readPreferences } from '../prefer.ts'
import { readJson } from '../read-json.ts'
import type { Service } from '../service.ts'

/** Calls of tools are short. */
const maxBytes = 100_000

/** Answers agents, where the platform has the protocol. */
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

/** Asks tools on behalf of the caller of this request: its budget, its name in the log, its end. */
function askFor(c: HonoContext<AppEnv>, service: Service): Ask {
  const { config } = service
  return async (aggregate, { query, signal }) => {
    aggregate.admit?.((name) => c.req.header(name))
    const limits = { budgetMs: config.BUDGET_MS, maxBudgetMs: config.MAX_BUDGET_MS }
    const { budgetMs, strict } = readPreferences(c.req.header('prefer'), limits)
    const { gather, leave } = openAnswer(c, aggregate, query, service, { budgetMs, strict })
    signal.addEventListener('abort', leave, { once: true })
    try {
      const { envelope, failure } = await gather()
      if (!failure) return envelope
      const { code, message: detail } = failure
      const { title, advice } = errorKinds[code]
      return { code, title, detail, advice, parts: envelope.parts }
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }
}
