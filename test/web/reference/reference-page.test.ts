import { expect, test } from 'vitest'
import type { ApiDocument, Schema } from '../../../src/web/reference/document.ts'
import { referencePage } from '../../../src/web/reference/reference-page.ts'
import { typeOf } from '../../../src/web/reference/schema-view.ts'
import { textOf } from '../../http/page-text.ts'

const documentWith = (text: string): ApiDocument => ({
  openapi: '3.1.0',
  info: { title: text, version: text, description: text },
  tags: [{ name: 't', description: text }],
  paths: {
    '/a': {
      get: {
        operationId: 'a',
        summary: text,
        description: text,
        tags: ['t'],
        parameters: [
          { name: text, in: 'query', description: text, schema: { default: text, examples: [text] } },
        ],
        responses: { '200': { description: text } },
      },
    },
  },
  components: { schemas: { S: { description: text, properties: { [text]: { description: text } } } } },
})

test('text of the document cannot become markup', async () => {
  const page = String(await referencePage(documentWith('<img src=x onerror="f()">\'&'), () => null))
  expect(page).not.toContain('<img')
  expect(page).toContain('&lt;img src=x onerror=&quot;f()&quot;&gt;&#39;&amp;')
})

test('a route with an undescribed tag is listed', async () => {
  const { tags: _, ...document } = documentWith('x')
  expect(String(await referencePage(document, () => null))).toContain('id="a"')
})

test.each<[Schema, string]>([
  [{ type: 'string' }, 'text'],
  [{ type: ['integer', 'null'] }, 'whole number or null'],
  [{ type: 'array', items: { $ref: '#/components/schemas/Zone' } }, 'list of Zone'],
  [{ anyOf: [{ $ref: '#/components/schemas/Range' }, { type: 'null' }] }, 'Range or null'],
  [
    { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'integer' }] },
    '[whole number, whole number]',
  ],
  [{ type: 'string', format: 'date-time' }, 'time (RFC 3339)'],
  [{ const: 'ok' }, '"ok"'],
])('%j reads "%s"', async (schema, words) => {
  expect(textOf(String(await typeOf(schema)))).toBe(words)
})
