// The reference, made from the OpenAPI document and nothing else: what the page says is what machines are told.
import { html } from 'hono/html'
import type { Html } from '../layout.ts'
import { type LinkOf, richText } from '../rich-text.ts'
import { type ApiDocument, type Route, routesOf, type Schema } from './document.ts'
import { operationView } from './operation-view.ts'
import { fieldsOf, rulesOf, schemaAnchor, typeOf } from './schema-view.ts'

/** The reference page of a document; `linkOf` knows the pages of error codes. */
export function referencePage(document: ApiDocument, linkOf: LinkOf): Html {
  const { info, components } = document
  const groups = byTag(document)
  const schemas = Object.entries(components?.schemas ?? {})
  return html`<h1>Reference</h1>
<p class="lede">${richText(info.description ?? '')}</p>
<p class="soft">Version ${info.version}. The same for machines: <a href="/openapi.json">openapi.json</a>.</p>
<nav aria-label="Contents">
${groups.map(({ name, routes }) => html`<h2 class="contents">${name}</h2><ul class="rows">${routes.map(contentsEntry)}</ul>`)}
<h2 class="contents">schemas</h2>
<p>${schemas.map(([name], index) => html`${index > 0 ? ', ' : ''}<a href="#${schemaAnchor(name)}">${name}</a>`)}</p>
</nav>
${groups.map(
  ({
    name,
    description,
    routes,
  }) => html`<section aria-labelledby="tag-${name}"><h2 id="tag-${name}">${name}</h2>
${description ? html`<p>${richText(description)}</p>` : ''}
${routes.map((route) => operationView(route, linkOf))}</section>`,
)}
<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => schemaView(name, schema))}</section>
`
}

const contentsEntry = ({ id, method, path, operation }: Route): Html =>
  html`<li><a href="#${id}">${operation.summary ?? id}</a> <span class="method">${method.toUpperCase()}</span> <code>${path}</code></li>`

function schemaView(name: string, schema: Schema): Html {
  const anchor = schemaAnchor(name)
  return html`<section class="schema" id="${anchor}" aria-labelledby="${anchor}-title"><h3 id="${anchor}-title">${name}</h3>
${schema.description ? html`<p>${richText(schema.description)}</p>` : ''}
${schema.properties ? fieldsOf(schema) : html`<p class="type">${typeOf(schema)}</p>${rulesOf(schema)}`}</section>
`
}

interface Group {
  name: string
  description: string | undefined
  routes: Route[]
}

/** The document's tags in its order, each with its routes; a tag that is only used, not described, comes last. */
function byTag(document: ApiDocument): Group[] {
  const routes = routesOf(document)
  const described = new Map((document.tags ?? []).map(({ name, description }) => [name, description]))
  const used = routes.flatMap(({ operation }) => operation.tags ?? [])
  return [...new Set([...described.keys(), ...used])]
    .map((name) => ({
      name,
      description: described.get(name),
      routes: routes.filter(({ operation }) => operation.tags?.includes(name)),
    }))
    .filter((group) => group.routes.length > 0)
}
