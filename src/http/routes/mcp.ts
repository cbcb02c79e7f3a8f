// Agents speak the Model Context Protocol here: each tool is an aggregated route, asked like one.
import type { Context as HonoContext } from 'hono'
import type { Ask } from '../../briefing/ask.ts'
import { AppError, errorKinds } from '../../core/errors.ts'
import type { App, AppEnv } from '../app-env.ts'
import { openAnswer } from '../gather-answer.ts'
import { readPreferences } from '../prefer.ts'
import { problemResponse } from '../problem.ts'
import { problemContext } from '../request-span.ts'
import type { Service } from '../service.ts'

/** Answers agents, where the platform has the protocol. */
export function registerMcp(app: App, service: Service): void {
  const { mcp, config } = service
  if (!mcp) return
  app.all('/mcp', async (c) => {
    // As the protocol demands: a web page of elsewhere must not speak to a server behind its visitor's firewall.
    const origin = c.req.header('origin')
    if (origin !== undefined && !isAllowed(origin, c.req.url, config.CORS_ORIGINS)) {
      const error = new AppError(
        'forbidden',
        'pages of this origin may not call; CORS_ORIGINS names those that may',
      )
      c.get('trace').code = error.code
      return problemResponse(error, problemContext(c))
    }
    const endpoint = await mcp()
    return endpoint(c.req.raw, askFor(c, service))
  })
}

function isAllowed(origin: string, url: string, origins: readonly string[]): boolean {
  return origins.includes('*') || origins.includes(origin) || new URL(url).origin === origin
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
