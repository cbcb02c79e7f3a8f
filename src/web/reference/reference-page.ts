// The reference, rendered from the OpenAPI document alone, so that people and programs read the same. Every route and schema is
// collapsed. Its id is on the content, not on the `details`: browsers open the `details` around the target of a link.
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
<p class="soft">Version ${info.version}. As OpenAPI: <a href="/openapi.json">openapi.json</a>.</p>
<form class="search" role="search" hidden><p class="field"><label for="search">Search routes, parameters, fields and status codes</label>
<input id="search" type="search" autocomplete="off" autocapitalize="none" spellcheck="false"></p>
<p class="soft" role="status"></p></form>
<nav aria-label="Contents"><ul class="inline">
${groups.map(({ name }) => html`<li><a href="#tag-${name}">${name}</a></li>`)}
<li><a href="#schemas">Schemas</a></li></ul></nav>
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

function schemaView(name: string, schema: Schema): Html {
  return html`<details class="entry"><summary><h3>${name}</h3></summary>
<div id="${schemaAnchor(name)}" class="inside">${schema.description ? html`<p>${richText(schema.description)}</p>` : ''}
${schema.properties ? fieldsOf(schema) : html`<p class="type">${typeOf(schema)}</p>${rulesOf(schema)}`}</div></details>
`
}

interface Group {
  name: string
  description: string | undefined
  routes: Route[]
}

/** The tags in the order of the document, each with its routes; tags without a description come last. */
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
