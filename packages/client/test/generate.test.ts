import { expect, test } from 'vitest'
import { printModule, printType, type Schema } from '../src/generate.ts'

test.each<[Schema, string]>([
  [{ type: 'string', format: 'uri' }, 'string'],
  [{ type: 'integer', minimum: 1 } as Schema, 'number'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ type: ['number', 'integer'] }, 'number'],
  [{ enum: ['a', "b'", 3, null] }, `"a" | "b'" | 3 | null`],
  [{ type: 'string', enum: ['true', 'false'] }, 'boolean'],
  [{ const: 'done' }, '"done"'],
  [{ anyOf: [{ $ref: '#/components/schemas/Zone' }, { type: 'null' }] }, 'Zone | null'],
  [{ oneOf: [{ type: 'string' }, { type: 'number' }] }, 'string | number'],
  [{ allOf: [{ $ref: '#/components/schemas/A' }, { type: 'object' }] }, '(A) & (Record<string, unknown>)'],
  [{ type: 'array', items: { type: ['string', 'null'] } }, '(string | null)[]'],
  [{ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] }, '[string, number]'],
  [{ type: 'object', additionalProperties: { type: 'number' } }, 'Record<string, number>'],
  [{}, 'unknown'],
])('%j is %s', (schema, type) => {
  expect(printType(schema)).toBe(type)
})

test('properties keep their comments and say whether they may be missing', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      at: { type: 'string', format: 'date-time', description: 'When,\nas */ printed' },
      'odd-name': { type: 'number', default: 3 },
    },
    required: ['at'],
  }
  expect(printType(schema)).toBe(
    "{\n/** When, as *\\/ printed; RFC 3339 */\nat: string\n/** default 3 */\n'odd-name'?: number\n}",
  )
})

test('a type that is not known stops the printing', () => {
  expect(() => printType({ type: 'tuple' })).toThrow('tuple')
})

test('an operation gives what it is asked, its body, its answers and its place', () => {
  const json = (schema: Schema) => ({ content: { 'application/json': { schema } } })
  const text = printModule({
    components: { schemas: { Job: { type: 'object', properties: { id: { type: 'string' } } } } },
    paths: {
      '/v1/jobs': {
        post: {
          operationId: 'submitJob',
          parameters: [
            { name: 'wait', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
            { name: 'idempotency-key', in: 'header', schema: { type: 'string' } },
          ],
          requestBody: json({
            type: 'object',
            properties: { zones: { type: 'array', items: { type: 'string' } } },
          }),
          responses: {
            '200': json({ $ref: '#/components/schemas/Job' }),
            '202': json({ type: 'object', properties: { at: { type: 'string' } } }),
            '400': json({ type: 'number' }),
          },
        },
      },
    },
  })
  expect(text).toContain('export interface Job {\nid?: string\n}')
  expect(text).toContain('export interface SubmitJobQuery {\nwait?: readonly (string)[] | undefined\n}')
  expect(text).toContain('export interface SubmitJobBody {\nzones?: readonly (string)[] | undefined\n}')
  expect(text).toContain('export type SubmitJobAnswer = Job | {\nat?: string\n}')
  expect(text).toContain("submitJob: { method: 'POST', path: '/v1/jobs', body: 'application/json' },")
  expect(text).not.toContain('idempotency')
  expect(text).toContain('submitJob: { query: SubmitJobQuery; body: SubmitJobBody; answer: SubmitJobAnswer }')
})
