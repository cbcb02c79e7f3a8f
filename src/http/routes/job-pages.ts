// The pages of jobs. They show what `/v1/jobs` returns, and their forms do what its routes do.
import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { AppError } from '../../core/errors.ts'
import { formOf, type JobForm } from '../../define/job-form.ts'
import { toJob } from '../../jobs/job.ts'
import type { Page } from '../../web/layout.ts'
import { kindNames } from '../../web/page/jobs/job-kinds.ts'
import { jobListFrame } from '../../web/page/jobs/job-list.ts'
import { type JobFields, orderOf } from '../../web/page/jobs/job-order.ts'
import { unreadJob, type WholeJob, withWhole } from '../../web/page/jobs/job-state.ts'
import { jobFrame } from '../../web/page/jobs/job-view.ts'
import type { App, AppEnv } from '../app-env.ts'
import { clientSignal } from '../client-signal.ts'
import { cancelJob, jobWithResultSoFar, ownerOf, submitJob } from '../job-calls.ts'
import { navLinksForCallers } from '../nav-links.ts'
import { pageSecurity, renderPage } from '../page.ts'
import { problemHeaders, recordProblem } from '../problem.ts'
import { type Refusal, refusalOf } from '../refusal.ts'
import { readSameOriginForm } from '../same-origin-form.ts'
import type { Service } from '../service.ts'
import { jobHead, jobsHead } from './assets.ts'

/** Maximum size of a form: 1,000 places of 200 characters, percent-encoded. */
const maxFormBytes = 2_000_000

/** Registers the pages that start, list, show and cancel jobs, if the platform can store jobs. */
export function registerJobPages(app: App, service: Service, admit: MiddlewareHandler<AppEnv>): void {
  const { jobs, config, runtime } = service
  if (!jobs) return
  const { clock } = runtime
  const requiresKey = config.API_KEYS.length > 0
  const navLinks = navLinksForCallers(service)
  let forms: readonly JobForm[] | undefined
  const allForms = (): readonly JobForm[] => (forms ??= [...jobs.kinds.values()].map(formOf))

  /** Returns the result of `look`, or the problem with which the API would refuse it. */
  const attempt = async <T>(
    c: HonoContext<AppEnv>,
    look: () => Promise<T>,
  ): Promise<T | { refusal: Refusal }> => {
    const refusal = await refusalOf(c, admit)
    if (refusal) return { refusal }
    try {
      return await look()
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code === 'internal') throw thrown
      const { 'content-type': _, ...headers } = problemHeaders(thrown)
      return { refusal: { trouble: recordProblem(c, thrown), status: thrown.status, headers } }
    }
  }

  const listPage = async (
    c: HonoContext<AppEnv>,
    refused?: { refusal: Refusal; fields: JobFields },
  ): Promise<Response> => {
    const cursor = c.req.query('cursor')
    const read = async () => {
      const found = await jobs.queue.list({ owner: ownerOf(c), limit: 20, cursor }, clientSignal(c))
      return { page: { jobs: found.jobs.map(toJob), nextCursor: found.nextCursor } }
    }
    const found = refused ? { page: null } : await attempt(c, read)
    const { refusal } = 'refusal' in found ? found : (refused ?? { refusal: null })
    const main = jobListFrame({
      page: 'page' in found ? found.page : null,
      trouble: refusal?.trouble ?? null,
      requiresKey,
      forms: allForms(),
      now: clock.now(),
      ...(refused && { fields: refused.fields }),
    })
    return answer(c, { title: 'Jobs', path: '/jobs', main, head: jobsHead, navLinks }, refusal)
  }

  app.get('/jobs', (c) => listPage(c))

  app.post('/jobs', async (c) => {
    let fields: JobFields = {}
    const submitted = await attempt(c, async () => {
      fields = await readSameOriginForm(c, maxFormBytes, service)
      const form = allForms().find(({ kind }) => kind === fields.kind)
      return submitJob(c, form ? orderOf(fields, form) : { kind: fields.kind }, jobs)
    })
    if ('refusal' in submitted) return listPage(c, { refusal: submitted.refusal, fields })
    return c.redirect(`/jobs/${submitted.id}`, 303)
  })

  app.get('/jobs/:id', async (c) => {
    const { id } = c.req.param()
    const unread = unreadJob(id, clock.now())
    const found = await attempt(c, () => jobWithResultSoFar(c, id, jobs, unread.now))
    const refusal = 'refusal' in found ? found.refusal : null
    const state =
      'refusal' in found
        ? { ...unread, trouble: found.refusal.trouble }
        : withWhole(unread, found as unknown as WholeJob)
    const title = state.job ? kindNames(state.job.kind).title : 'Job'
    return answer(
      c,
      { title, path: `/jobs/${id}`, main: jobFrame(state, { requiresKey }), head: jobHead, navLinks },
      refusal,
    )
  })

  app.post('/jobs/:id/cancel', async (c) => {
    const { id } = c.req.param()
    const cancelled = await attempt(c, async () => {
      await readSameOriginForm(c, maxFormBytes, service)
      return cancelJob(c, id, jobs)
    })
    if (!('refusal' in cancelled)) return c.redirect(`/jobs/${id}`, 303)
    const state = { ...unreadJob(id, clock.now()), trouble: cancelled.refusal.trouble }
    const main = jobFrame(state, { requiresKey })
    return answer(c, { title: 'Job', path: `/jobs/${id}`, main, head: jobHead, navLinks }, cancelled.refusal)
  })
}

async function answer(
  c: HonoContext<AppEnv>,
  page: Omit<Page, 'description'>,
  refusal: Refusal | null,
): Promise<Response> {
  const description = 'Work that outlives a request: its progress and its result.'
  const text = await renderPage({ ...page, description })
  return c.body(text, (refusal?.status ?? 200) as ContentfulStatusCode, {
    ...refusal?.headers,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': pageSecurity,
    'cache-control': 'no-store',
  })
}
