// The home page. It gathers a briefing as `/v1/briefing` does. A fast answer is sent as one page; for a slow one the frame is sent
// first, so that the browser can show something, and the answer follows.
import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ClientGone } from '../../core/abort.ts'
import { AppError, toAppError } from '../../core/errors.ts'
import { faultsOf, invalidRequest } from '../../core/faults.ts'
import type { Route } from '../../define/route.ts'
import type { Merged } from '../../parts/merge.ts'
import {
  type AnswerState,
  askingState,
  type BriefingEnvelope,
  type ExpectedZone,
  unnamedZone,
  withEnvelope,
  withTrouble,
} from '../../web/page/answer-state.ts'
import { answerView, mapInput } from '../../web/page/answer-view.ts'
import { type Ask, readAsk } from '../../web/page/ask.ts'
import { coastIn } from '../../web/page/assets.ts'
import { homeFrame, landedAnswer, welcome } from '../../web/page/home-view.ts'
import { viewOf } from '../../web/page/map/zone-map.ts'
import type { App, AppEnv } from '../app-env.ts'
import { type OpenAnswer, openAnswer } from '../gather-answer.ts'
import { navLinksForCallers } from '../nav-links.ts'
import { pageSecurity, renderPage, textResponse } from '../page.ts'
import { recordProblem } from '../problem.ts'
import { refusalOf } from '../refusal.ts'
import type { Service } from '../service.ts'
import { streamBody } from '../stream-body.ts'
import { coastUrl, homeHead } from './assets.ts'

/** An answer that takes longer than this, in ms, is sent after the frame. */
const promptMs = 250

/** What the home page requests. */
export interface HomeQuestion {
  briefing: Route
  /** Returns what the catalogue knows about a zone, to show before its forecast arrives. */
  zoneById(id: string): ExpectedZone | undefined
}

/** Registers the home page, with an answer when the URL names a place. */
export function registerHome(
  app: App,
  service: Service,
  admit: MiddlewareHandler<AppEnv>,
  home: HomeQuestion,
): void {
  const requiresKey = service.config.API_KEYS.length > 0
  const hasJobs = navLinksForCallers(service).includes('/jobs')
  let welcomePage: Promise<string> | undefined
  app.get('/', async (c) => {
    const ask = readAsk(new URL(c.req.url).searchParams)
    if (ask.place === '') {
      welcomePage ??= render(ask, homeFrame(ask, welcome({ hasJobs }), { coastUrl, requiresKey }), service)
      return textResponse(c, { type: 'text/html', text: await welcomePage })
    }
    const asking = askingState(ask, service.runtime.clock.now())
    const query = home.briefing.input.safeParse(queryOf(ask))
    const refusal = await refusalOf(c, admit)
    if (refusal) {
      const { trouble, status, headers } = refusal
      return fullPage(c, withTrouble(asking, trouble), { service, status, headers, requiresKey })
    }
    if (query.success) return answer(c, asking, query.data, { service, home })
    const fault = invalidRequest(faultsOf(query.error.issues, 'query'))
    return fullPage(c, withError(c, asking, fault), { service, status: fault.status })
  })
}

async function answer(
  c: HonoContext<AppEnv>,
  asking: AnswerState,
  query: unknown,
  { service, home }: { service: Service; home: HomeQuestion },
): Promise<Response> {
  const { runtime } = service
  const open = openOr(c, query, { service, home })
  if (open instanceof AppError)
    return fullPage(c, withError(c, asking, open), { service, status: open.status })
  const outcome = open.gather().then(
    (merged) => ({ state: landed(c, asking, merged, home), status: merged.failure?.status ?? 200 }),
    (thrown: unknown) => {
      if (thrown instanceof ClientGone) throw thrown
      const error = toAppError(thrown)
      if (error.code === 'internal') {
        const { message, stack } = error.cause instanceof Error ? error.cause : error
        service.emit({ type: 'bug', message, stack, requestId: c.get('record').requestId })
      }
      return { state: withError(c, asking, error), status: error.status }
    },
  )
  let cancel: () => void = () => {}
  const late = new Promise<null>((resolve) => {
    cancel = runtime.clock.after(promptMs, () => resolve(null))
  })
  const prompt = await Promise.race([outcome, late])
  cancel()
  if (prompt) return fullPage(c, prompt.state, { service, status: prompt.status })
  return streamedPage(
    c,
    asking,
    outcome.then(({ state }) => state),
    { open, service },
  )
}

/** Starts the answer; returns the error when the platform does not allow as many upstream requests. */
function openOr(
  c: HonoContext<AppEnv>,
  query: unknown,
  { service, home }: { service: Service; home: HomeQuestion },
): OpenAnswer | AppError {
  try {
    return openAnswer(c, home.briefing, query, service, { budgetMs: service.config.BUDGET_MS, strict: false })
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown
    throw thrown
  }
}

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': pageSecurity,
  'cache-control': 'no-store',
}

interface FullPageOptions {
  service: Service
  status: number
  headers?: Record<string, string>
  requiresKey?: boolean
}

async function fullPage(
  c: HonoContext<AppEnv>,
  state: AnswerState,
  { service, status, headers = {}, requiresKey = false }: FullPageOptions,
): Promise<Response> {
  const content = answerView(state, coastOf(state))
  const page = await render(state.ask, homeFrame(state.ask, content, { coastUrl, requiresKey }), service)
  return c.body(page, status as ContentfulStatusCode, { ...headers, ...pageHeaders })
}

const mark = '<!--answer-->'

/** Sends the page up to a placeholder for the answer, then the answer and the rest of the page. */
async function streamedPage(
  c: HonoContext<AppEnv>,
  asking: AnswerState,
  outcome: Promise<AnswerState>,
  { open, service }: { open: OpenAnswer; service: Service },
): Promise<Response> {
  const { ask } = asking
  const frame = homeFrame(ask, answerView(asking, null), { coastUrl, isPending: true })
  const page = await render(ask, html`${frame}<!--answer-->`, service)
  const [before = '', after = ''] = page.split(mark)
  const body = streamBody(c, {
    async write({ send }) {
      send(before)
      const state = await outcome
      send(String(await landedAnswer(state, coastOf(state))) + after)
    },
    leave: open.leave,
  })
  // `no-transform` keeps proxies and our own compression from delaying the frame.
  const headers = { ...pageHeaders, 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' }
  return new Response(body, { headers })
}

const render = (
  ask: Ask,
  main: ReturnType<typeof homeFrame>,
  service: Pick<Service, 'jobs' | 'config'>,
): Promise<string> =>
  renderPage({
    title: ask.place === '' ? 'Tributary' : ask.place,
    description: 'Marine forecasts, alerts and posts for a place in one answer before the deadline.',
    path: '/',
    main,
    head: homeHead,
    navLinks: navLinksForCallers(service),
  })

/** Converts the page's parameters to the query of the route. */
const queryOf = ({ place, subreddits, count, t }: Ask): Record<string, unknown> => ({
  place,
  count,
  t,
  ...(subreddits.length > 0 && { subreddits: [...subreddits] }),
})

function landed(
  c: HonoContext<AppEnv>,
  asking: AnswerState,
  { envelope, failure }: Merged,
  { zoneById }: HomeQuestion,
): AnswerState {
  const zones = envelope.parts
    .filter(({ source }) => source === 'marine')
    .map(({ key }): ExpectedZone => zoneById(key) ?? unnamedZone(key))
  const expecting = { ...asking, zones: zones.length > 0 ? zones : null }
  if (failure) return withError(c, expecting, failure, envelope.parts)
  return withEnvelope(expecting, envelope as BriefingEnvelope)
}

function withError(
  c: HonoContext<AppEnv>,
  state: AnswerState,
  error: AppError,
  parts?: BriefingEnvelope['parts'],
): AnswerState {
  return withTrouble(state, recordProblem(c, error, parts))
}

function coastOf(state: AnswerState) {
  const input = mapInput(state)
  return input && state.zones ? coastIn(viewOf(input).tiles) : null
}
