import { expect, test } from 'vitest'
import { negotiate, type Offer } from '../../src/http/accept.ts'

const offers: Offer[] = ['application/json', 'text/event-stream', 'application/x-ndjson']

test.each<[string | undefined, Offer | null]>([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['application/*', 'application/json'],
  ['application/json', 'application/json'],
  ['application/problem+json', 'application/json'],
  ['text/event-stream', 'text/event-stream'],
  ['Text/Event-Stream; q=0.9, application/json; q=0.1', 'text/event-stream'],
  ['application/x-ndjson', 'application/x-ndjson'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
  ['text/html', null],
  ['application/json;q=0', null],
  ['application/json;q=0, */*', 'text/event-stream'],
  ['image/png, */*;q=0', null],
])('Accept: %s selects %s', (header, expected) => {
  expect(negotiate(header, offers)).toBe(expected)
})
