import { expect, test } from 'vitest'
import { baseUrl } from '../../src/core/variables.ts'

const schema = baseUrl('https://example.org', 'An upstream')

test.each([
  'https://example.org',
  'http://127.0.0.1:8080/prefix/',
  'https://example.org/data/forecasts/marine',
])('%s is a base URL', (text) => {
  expect(schema.parse(text)).toBe(text)
})

test.each([
  ['ftp://example.org', 'must be an http or https URL'],
  ['example.org', 'must be an http or https URL'],
  ['http://user:secret@example.org', 'must have no user and no password'],
  ['http://user@example.org', 'must have no user and no password'],
  ['https://example.org/?key=secret', 'must have no query and no fragment'],
  ['https://example.org/#', 'must have no query and no fragment'],
])('%s is not, and is not repeated', (text, message) => {
  const { error } = schema.safeParse(text)
  expect(error?.issues.map((issue) => issue.message)).toEqual([message])
})
