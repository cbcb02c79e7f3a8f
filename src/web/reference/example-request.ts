import type { Parameter, Route, Schema } from './document.ts'

export interface ExampleRequest {
  method: string
  /** Path and query, ready to be sent. */
  url: string
  /** The example body and its media type, where the route takes one. */
  body: { type: string; text: string } | null
}

/** A working request made from the examples in the document. */
export function exampleRequest({ method, path, operation }: Route): ExampleRequest {
  const parameters = operation.parameters ?? []
  const url = parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce(
      (made, parameter) =>
        made.replace(`{${parameter.name}}`, encodeURIComponent(exampleValues(parameter).join())),
      path,
    )
  const query = new URLSearchParams()
  for (const parameter of shown(parameters)) {
    for (const value of exampleValues(parameter)) query.append(parameter.name, value)
  }
  const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  const [named] = Object.values(content?.examples ?? {})
  const example = content?.example ?? named?.value ?? (content?.schema && exampleOf(content.schema))
  return {
    method: method.toUpperCase(),
    url: query.size > 0 ? `${url}?${query}` : url,
    body: type === undefined ? null : { type, text: textOf(example ?? '') },
  }
}

/** All required parameters, and the first optional one with an example; more could exclude each other. */
function shown(parameters: readonly Parameter[]): Parameter[] {
  const query = parameters.filter((parameter) => parameter.in === 'query')
  const optional = query.find((parameter) => !parameter.required && exampleValues(parameter).length > 0)
  return query.filter((parameter) => parameter.required || parameter === optional)
}

/** A parameter's example as the texts to send: several for a list, none without an example. */
export function exampleValues({ example, schema = {} }: Parameter): string[] {
  const value = example ?? exampleOf(schema)
  if (value === undefined) return []
  return Array.isArray(value) ? value.map(textOf) : [textOf(value)]
}

const exampleOf = ({ example, examples }: Schema): unknown => example ?? examples?.[0]

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** The request as a line for a POSIX shell. */
export function curlLine({ method, url, body }: ExampleRequest, origin: string): string {
  const target = quote(`${origin}${url}`)
  if (body === null) return method === 'GET' ? `curl ${target}` : `curl -X ${method} ${target}`
  // A body of several lines is sent from a file, as callers usually have such texts.
  const data = body.text === '' ? '@product.txt' : body.text
  return `curl -X ${method} -H ${quote(`Content-Type: ${body.type}`)} --data-binary ${quote(data)} ${target}`
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
