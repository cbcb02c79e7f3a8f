import { html } from 'hono/html'
import type { Html } from '../layout.ts'
import { type LinkOf, richText } from '../rich-text.ts'
import type { Content, Operation, Parameter, Route } from './document.ts'
import { curlLine, exampleRequest, exampleValues } from './example-request.ts'
import { fieldsOf, rulesOf, typeOf } from './schema-view.ts'

/** The origin in examples; the page's script replaces it with the page's own. */
const exampleOrigin = 'http://localhost:8080'

/** One route, collapsed: its purpose, an example, parameters, body and responses. */
export function operationView(route: Route, linkOf: LinkOf): Html {
  const { id, method, path, operation } = route
  const { summary, description, parameters = [], requestBody } = operation
  const example = exampleRequest(route)
  return html`<details class="entry"><summary><h3>${summary ?? id}</h3>
<span class="route"><span class="method">${method.toUpperCase()}</span> <code>${path}</code></span></summary>
<div id="${id}" class="inside">
${description ? html`<p>${richText(description)}</p>` : ''}
<pre class="wrapped"><code class="curl">${curlLine(example, exampleOrigin)}</code></pre>
${method === 'get' ? html`<p><a href="${example.url}">Open this example<span class="soft"> (${path})</span></a></p>` : ''}
${parameters.length > 0 ? html`<h4>Parameters</h4><dl class="fields">${parameters.map(parameterView)}</dl>` : ''}
${requestBody ? html`<h4>Body</h4>${contentView(requestBody.content)}` : ''}
<h4>Responses</h4>
<dl class="fields">${Object.entries(operation.responses).map(([status, response]) => responseView(status, response, linkOf))}</dl>
${tryForm(route)}
</div></details>
`
}

function parameterView({ name, in: where, required, description, schema = {} }: Parameter): Html {
  return html`<div><dt><code>${name}</code> <span class="type">${typeOf(schema)}, in the ${where}</span>${
    required ? html` <span class="required">required</span>` : ''
  }</dt><dd>${description ? richText(description) : ''}${rulesOf(schema)}</dd></div>`
}

function responseView(
  status: string,
  { description, content = {} }: Operation['responses'][string],
  linkOf: LinkOf,
): Html {
  const bodies = Object.entries(content).map(bodyView)
  return html`<div><dt><span class="status">${status}</span></dt><dd>${richText(description, linkOf)}${bodies}</dd></div>`
}

const contentView = (content: Content): Html => html`${Object.entries(content).map(bodyView)}`

function bodyView([type, { schema = {} }]: [string, Content[string]]): Html {
  const head = html`<code>${type}</code> <span class="type">${typeOf(schema)}</span>`
  return schema.properties
    ? html`<details><summary>${head}</summary>${fieldsOf(schema)}</details>`
    : html`<div class="hint">${head}</div>`
}

/** A form that shows the answer on the page. Hidden until the script that it needs runs. */
function tryForm(route: Route): Html {
  const { id, path, operation } = route
  const { url, body } = exampleRequest(route)
  const types = Object.keys(operation.responses['200']?.content ?? {})
  const accept = types.includes('application/json') ? 'application/json' : types.join(', ')
  const asked = new URL(url, exampleOrigin).searchParams
  const fields = (operation.parameters ?? []).map((parameter) => {
    const inputId = `${id}-${parameter.name}`
    const value =
      parameter.in === 'path' ? exampleValues(parameter).join() : asked.getAll(parameter.name).join()
    return html`<p class="field"><label for="${inputId}">${parameter.name}</label>
<input id="${inputId}" name="${parameter.name}" value="${value}" data-in="${parameter.in}" autocomplete="off"
 autocapitalize="none" spellcheck="false"${parameter.required ? html` required` : ''}></p>`
  })
  return html`<details hidden><summary>Try it<span class="soft"> (${path})</span></summary>
<form class="try" data-path="${path}" data-accept="${accept}"${body ? html` data-type="${body.type}"` : ''}>
${fields}
${
  body
    ? html`<p class="field"><label for="${id}-body">Body</label>
<textarea id="${id}-body" name="body" data-in="body" rows="8" required>${body.text}</textarea></p>`
    : ''
}
<p><button>Send</button></p>
<div class="answer" role="status"></div>
</form></details>`
}
