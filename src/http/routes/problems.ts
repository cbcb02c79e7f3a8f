import { createRoute } from '@hono/zod-openapi'
import { accepts } from 'hono/accepts'
import { z } from 'zod'
import { AppError, type ErrorKind, errorCodes, errorKinds } from '../../core/errors.ts'
import type { PagePath } from '../../web/layout.ts'
import { type ProblemKind, problemListPage, problemPage } from '../../web/problem-page.ts'
import type { App } from '../app-env.ts'
import { renderPage, textResponse } from '../page.ts'
import { anyRouteCodes, problemResponses } from '../responses.ts'

const ProblemKindSchema = z
  .object({
    code: z.enum(errorCodes),
    type: z
      .string()
      .meta({ description: 'The `type` of such a problem', examples: ['/problems/upstream_timeout'] }),
    status: z.int(),
    title: z.string(),
    advice: z.string().meta({ description: 'What the caller should do next' }),
    blame: z.enum(['caller', 'us', 'upstream']),
    retried: z.boolean().meta({ description: 'Whether this service retries before it reports the error' }),
  })
  .meta({ id: 'ProblemKind', description: 'What an error code means' })
const ProblemList = z.object({ problems: z.array(ProblemKindSchema) }).meta({ id: 'ProblemList' })

const kinds: readonly ProblemKind[] = errorCodes.map((code) => {
  const { status, title, advice, blame, retry = false }: ErrorKind = errorKinds[code]
  return { code, status, title, advice, blame, retried: retry }
})

const asJson = (kind: ProblemKind) => ({ type: `/problems/${kind.code}`, ...kind })

/** A response that is a page, or JSON if requested. */
const pageOrJson = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'text/html': { schema: z.string() }, 'application/json': { schema } },
})

const jsonTypes = ['application/json', 'application/problem+json']

/** Registers the pages of error codes, to which the `type` of a problem points. */
export function registerProblems(app: App, { navLinks = [] }: { navLinks?: readonly PagePath[] } = {}): void {
  const list = createRoute({
    method: 'get',
    path: '/problems',
    operationId: 'listProblems',
    summary: 'Every error code',
    description: 'Every error with its cause and what to do: a page, or JSON with `Accept`.',
    tags: ['reference'],
    security: [],
    responses: { 200: pageOrJson('The codes', ProblemList), ...problemResponses(anyRouteCodes) },
  })
  app.openapi(list, async (c) => {
    if (prefersJson(c)) return answerJson(c, { problems: kinds.map(asJson) })
    const main = problemListPage(kinds)
    const description = 'Every error code of this service and what to do about it.'
    const text = await renderPage({ title: 'Problems', description, path: '/problems', main, navLinks })
    return textResponse(c, { type: 'text/html', text, vary: 'Accept' }) as never
  })

  const one = createRoute({
    method: 'get',
    path: '/problems/{code}',
    operationId: 'getProblem',
    summary: 'One error code',
    description: 'The page at the `type` URL of a problem, or JSON with `Accept`.',
    tags: ['reference'],
    security: [],
    request: {
      params: z.object({
        code: z.string().meta({ description: 'The `code` of a problem', examples: ['upstream_timeout'] }),
      }),
    },
    responses: {
      200: pageOrJson('The code', ProblemKindSchema),
      ...problemResponses(['not_found', ...anyRouteCodes]),
    },
  })
  app.openapi(one, async (c) => {
    const { code } = c.req.valid('param')
    const kind = kinds.find((known) => known.code === code)
    if (!kind) throw new AppError('not_found', `no error has the code ${code.slice(0, 60)}`)
    if (prefersJson(c)) return answerJson(c, asJson(kind))
    const { title } = kind
    const description = `What ${code} means and what to do about it.`
    const page = { title, description, path: `/problems/${code}`, main: problemPage(kind), navLinks }
    const text = await renderPage(page)
    return textResponse(c, { type: 'text/html', text, vary: 'Accept' }) as never
  })
}

type AnyContext = Parameters<typeof textResponse>[0]

const prefersJson = (c: AnyContext): boolean =>
  accepts(c, { header: 'Accept', supports: ['text/html', ...jsonTypes], default: 'text/html' }) !==
  'text/html'

const answerJson = (c: AnyContext, value: unknown): never =>
  textResponse(c, { type: 'application/json', text: JSON.stringify(value), vary: 'Accept' }) as never
