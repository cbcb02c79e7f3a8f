// Writes the types of packages/client from openapi/openapi.json, which comes from the zod schemas (`--check` compares
// instead). The usual generators do not run on the TypeScript of this project; of JSON Schema this reads what zod writes.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

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

/** The module: every schema of the document, then every operation, then where each of them is. */
export function printModule({ components, paths }: OpenApi): string {
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `${printComment(schema)}${declare(name, printType(schema))}`,
  )
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const routes = operations.map(
    ({ path, method, operation }) => `${operation.operationId}: { method: '${method}', path: '${path}' },`,
  )
  return [
    '// Made by `npm run client-types` from openapi/openapi.json, which is made from the schemas of the service: not to be edited.',
    ...schemas,
    ...operations.flatMap(({ path, method, operation }) => printOperation(`${method} ${path}`, operation)),
    `/** Where each operation is. */\nexport const routes = {\n${routes.join('\n')}\n} as const`,
  ].join('\n\n')
}

const root = new URL('../', import.meta.url)
const target = new URL('packages/client/src/types.ts', root)

/** The module as the document has it now, formatted. */
export function clientTypes(): string {
  const document = JSON.parse(readFileSync(new URL('openapi/openapi.json', root), 'utf8')) as OpenApi
  const biome = fileURLToPath(new URL('node_modules/.bin/biome', root))
  return execFileSync(biome, ['format', '--stdin-file-path=types.ts'], {
    cwd: fileURLToPath(root),
    input: printModule(document),
    encoding: 'utf8',
  })
}

/** The module as it was committed. */
export const committedTypes = (): string => readFileSync(target, 'utf8')

if (import.meta.main) {
  const text = clientTypes()
  if (!process.argv.includes('--check')) writeFileSync(target, text)
  else if (committedTypes() !== text) {
    console.error('packages/client/src/types.ts is out of date: npm run client-types')
    process.exit(1)
  }
}
