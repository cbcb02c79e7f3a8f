// Prints the types of a service as a TypeScript module, from its OpenAPI document: those of the service as it comes are `types.ts`,
// those of a service with other features are printed from its own `/openapi.json`. Of JSON Schema this reads what zod writes.

/** As much of JSON Schema as the document uses. */
export interface Schema {
  $ref?: string
  type?: string | readonly string[]
  enum?: readonly (string | number | boolean | null)[]
  const?: string | number | boolean | null
  anyOf?: readonly Schema[]
  oneOf?: readonly Schema[]
  allOf?: readonly Schema[]
  items?: Schema
  prefixItems?: readonly Schema[]
  properties?: Record<string, Schema>
  required?: readonly string[]
  additionalProperties?: boolean | Schema
  description?: string
  default?: unknown
  format?: string
}

interface Parameter {
  name: string
  in: string
  required?: boolean
  description?: string
  schema: Schema
}

type Content = Record<string, { schema?: Schema }>

interface Operation {
  operationId: string
  summary?: string
  parameters?: readonly Parameter[]
  requestBody?: { content: Content }
  responses: Record<string, { content?: Content }>
}

export interface OpenApi {
  components: { schemas: Record<string, Schema> }
  paths: Record<string, Record<string, Operation>>
}

/**
 * A type expression for a schema; `unknown` where it says nothing. What is sent (`isInput`) may hold undefined where it may be
 * missing, and lists that are not to be changed. Throws on a `type` that it does not know.
 */
export function printType(schema: Schema, isInput = false): string {
  const print = (each: Schema): string => printType(each, isInput)
  if (schema.$ref !== undefined) return schema.$ref.replace('#/components/schemas/', '')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return printEnum(schema.enum)
  // Beside a type it says what excludes what, which the type of the object does not.
  const either = schema.anyOf ?? (schema.type === undefined ? schema.oneOf : undefined)
  if (either) return union(either.map(print))
  if (schema.allOf) return schema.allOf.map((each) => `(${print(each)})`).join(' & ')
  if (typeof schema.type === 'object') return union(schema.type.map((type) => print({ ...schema, type })))
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
    case 'number':
      return schema.type
    case 'integer':
      return 'number'
    case 'array':
      return `${isInput ? 'readonly ' : ''}${printItems(schema, print)}`
    case 'object':
      return printObject(schema, isInput)
    case undefined:
      return 'unknown'
    default:
      throw new Error(`no type is known for ${JSON.stringify(schema)}`)
  }
}

function printItems({ items, prefixItems }: Schema, print: (each: Schema) => string): string {
  if (prefixItems) return `[${prefixItems.map(print).join(', ')}]`
  return `(${items ? print(items) : 'unknown'})[]`
}

function printEnum(values: NonNullable<Schema['enum']>): string {
  // In a query these are text; programs use the typed value.
  if (values.length === 2 && values.includes('true') && values.includes('false')) return 'boolean'
  return union(values.map((value) => JSON.stringify(value)))
}

const union = (types: readonly string[]): string => [...new Set(types)].join(' | ')

function printObject({ properties, required = [], additionalProperties }: Schema, isInput: boolean): string {
  if (!properties) {
    const isTyped = typeof additionalProperties === 'object'
    return `Record<string, ${isTyped ? printType(additionalProperties, isInput) : 'unknown'}>`
  }
  const named = Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    isRequired: required.includes(name),
  }))
  return printProperties(named, isInput)
}

interface Property {
  name: string
  schema: Schema
  isRequired: boolean
}

function printProperties(properties: readonly Property[], isInput: boolean): string {
  const lines = properties.map(({ name, schema, isRequired }) => {
    const type = printType(schema, isInput)
    const optional = isInput ? `?: ${type} | undefined` : `?: ${type}`
    return `${printComment(schema)}${printName(name)}${isRequired ? `: ${type}` : optional}`
  })
  return `{\n${lines.join('\n')}\n}`
}

const printName = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name.replaceAll("'", "\\'")}'`

function printComment({ description, default: fallback, format }: Schema): string {
  const notes = [
    description,
    fallback !== undefined && `default ${typeof fallback === 'string' ? fallback : JSON.stringify(fallback)}`,
    format === 'date-time' && 'RFC 3339',
  ].filter((note) => typeof note === 'string')
  return notes.length === 0
    ? ''
    : `/** ${notes.join('; ').replaceAll('*/', '*\\/').replace(/\s+/g, ' ')} */\n`
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/** What an operation is asked and answers. */
function printOperation(where: string, operation: Operation): string[] {
  const name = capital(operation.operationId)
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query')
  const properties = query.map(({ name, required = false, schema, description }) => ({
    name,
    isRequired: required,
    schema: { ...(description !== undefined && { description }), ...schema },
  }))
  const body = operation.requestBody?.content['application/json']?.schema
  const answers = Object.entries(operation.responses).flatMap(([status, { content }]) => {
    const schema = content?.['application/json']?.schema
    return status.startsWith('2') && schema ? [printType(schema)] : []
  })
  const about = (what: string): string => `/** ${what} \`${where}\`. */\n`
  return [
    ...(query.length > 0
      ? [`${about('What is asked of')}export interface ${name}Query ${printProperties(properties, true)}`]
      : []),
    ...(body ? [`${about('The body of')}${declare(`${name}Body`, printType(body, true))}`] : []),
    ...(answers.length > 0 ? [`${about('The answer of')}${declare(`${name}Answer`, union(answers))}`] : []),
  ]
}

const declare = (name: string, type: string): string =>
  type.startsWith('{') && type.endsWith('}') && !/^\}.*\{/m.test(type)
    ? `export interface ${name} ${type}`
    : `export type ${name} = ${type}`

/** An operation's entry of `Operations`; null for one whose answer is no JSON. */
function printEntry({ operationId, parameters = [], requestBody, responses }: Operation): string | null {
  const name = capital(operationId)
  const contents = Object.entries(responses).flatMap(([status, { content = {} }]) =>
    status.startsWith('2') ? [content] : [],
  )
  if (!contents.some((content) => content['application/json']?.schema)) return null
  const inPath = parameters.filter((parameter) => parameter.in === 'path')
  const query = parameters.filter((parameter) => parameter.in === 'query')
  const body = bodyType(requestBody)
  const fields = [
    ...(inPath.length > 0
      ? [`path: { ${inPath.map((each) => `${printName(each.name)}: string`).join('; ')} }`]
      : []),
    ...(query.length > 0 ? [`query: ${name}Query`] : []),
    ...(body ? [`body: ${body === 'application/json' ? `${name}Body` : 'string'}`] : []),
    `answer: ${name}Answer`,
    ...(contents.some((content) => content['text/event-stream']) ? ['streams: true'] : []),
  ]
  return `${operationId}: { ${fields.join('; ')} }`
}

const bodyType = (body: Operation['requestBody']): string | undefined => Object.keys(body?.content ?? {})[0]

function printRoute(method: string, path: string, { operationId, requestBody }: Operation): string {
  const body = bodyType(requestBody)
  return `${operationId}: { method: '${method}', path: '${path}'${body ? `, body: '${body}'` : ''} },`
}

/** The names of all schemas that a value refers to, directly or through others. */
function namedBy(value: unknown, schemas: Record<string, Schema>, names = new Set<string>()): Set<string> {
  for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    if (names.has(name)) continue
    names.add(name)
    namedBy(schemas[name] ?? {}, schemas, names)
  }
  return names
}

/**
 * The module: every schema of the document, then every operation, then where each of them is. With `below`, only the operations
 * whose path starts with it, and the schemas that they name.
 */
export function printModule({ components, paths }: OpenApi, { below = '' } = {}): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(() => path.startsWith(below))
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const named = below === '' ? null : namedBy(operations, components.schemas)
  const schemas = Object.entries(components.schemas)
    .filter(([name]) => named?.has(name) ?? true)
    .map(([name, schema]) => `${printComment(schema)}${declare(name, printType(schema))}`)
  const entries = operations.map(({ operation }) => printEntry(operation)).filter((entry) => entry !== null)
  const routes = operations.map(({ method, path, operation }) => printRoute(method, path, operation))
  return [
    '// Made by `tributary-client/generate` from an OpenAPI document: not to be edited.',
    ...schemas,
    ...operations.flatMap(({ path, method, operation }) => printOperation(`${method} ${path}`, operation)),
    `/** What each operation takes and answers. */\nexport interface Operations {\n${entries.join('\n')}\n}`,
    `/** Where each operation is. */\nexport const routes = {\n${routes.join('\n')}\n} as const`,
  ].join('\n\n')
}
