import packageJson from '../../../package.json' with { type: 'json' }
import { errorKinds } from '../../core/errors.ts'
import type { Feature } from '../../define/feature.ts'
import type { PagePath } from '../../web/layout.ts'
import type { ApiDocument } from '../../web/reference/document.ts'
import { referencePage } from '../../web/reference/reference-page.ts'
import type { App } from '../app-env.ts'
import { registerAssets, renderPage, textResponse } from '../page.ts'

const info = {
  title: 'Tributary',
  version: packageJson.version,
  description:
    'Many upstreams, one answer: a request is sent to several upstream APIs at once and answered before its deadline with ' +
    'one JSON document. `parts` says where each part came from, how old it is and what went wrong; `complete` is true if ' +
    'nothing did. Times are RFC 3339 in UTC. `Prefer: wait=2` sets the time budget in seconds, `Prefer: handling=strict` ' +
    'makes one failed part fail the answer. Errors are RFC 9457 problems, listed at `/problems`.',
  license: { name: 'MIT', identifier: 'MIT' },
}

/** Tags of the OpenAPI document: one per feature, and those of the service. */
const tagsOf = (features: readonly Feature[]) => [
  ...features.map(({ name, summary }) => ({ name, description: summary })),
  { name: 'jobs', description: 'Work that outlives a request.' },
  { name: 'operation', description: 'For operators of the service.' },
  { name: 'reference', description: 'The documentation of this API.' },
]

export interface DocsOptions {
  requiresKey?: boolean
  /** Their summaries describe the tags of their routes. */
  features?: readonly Feature[]
  navLinks?: readonly PagePath[]
}

/** Registers the OpenAPI document, and the reference page that is rendered from it. */
export function registerDocs(
  app: App,
  { requiresKey = false, features = [], navLinks = [] }: DocsOptions = {},
): void {
  let text: string | undefined
  let page: Promise<string> | undefined
  const documentText = (): string => {
    text ??= `${JSON.stringify(buildDocument(app, { requiresKey, features }), withoutFlags, 2)}\n`
    return text
  }

  registerAssets(app)
  app.get('/openapi.json', (c) => textResponse(c, { type: 'application/json', text: documentText() }))
  app.get('/docs', async (c) => {
    page ??= renderPage({
      title: 'Reference',
      description: 'Every route of Tributary: parameters, answers, errors and a line of curl.',
      path: '/docs',
      main: referencePage(JSON.parse(documentText()) as ApiDocument, problemLink),
      navLinks,
    })
    return textResponse(c, { type: 'text/html', text: await page })
  })
}

const problemLink = (code: string): string | null =>
  Object.hasOwn(errorKinds, code) ? `/problems/${code}` : null

const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'A key from the operator, if the instance requires one: `Authorization: Bearer <key>`.',
  },
}

/** Sorts the document, so that the same routes always give the same text. */
function buildDocument(app: App, { requiresKey, features }: Required<Omit<DocsOptions, 'navLinks'>>) {
  const { webhooks: _, ...document } = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info,
    tags: tagsOf(features),
    servers: [{ url: '/' }],
    // An instance without keys accepts every caller.
    security: requiresKey ? [{ apiKey: [] }] : [{}, { apiKey: [] }],
  })
  const schemas = Object.entries(document.components?.schemas ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return { ...document, components: { schemas: Object.fromEntries(schemas), securitySchemes } }
}

/** Removes the flags that the generator appends to a pattern, where a reader of the document would match them literally. */
const withoutFlags = (key: string, value: unknown): unknown =>
  key === 'pattern' && typeof value === 'string' ? value.replace(/\/[dgimsuvy]+$/, '') : value
