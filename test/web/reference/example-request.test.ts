import { expect, test } from 'vitest'
import type { Parameter, Route } from '../../../src/web/reference/document.ts'
import { curlLine, exampleRequest } from '../../../src/web/reference/example-request.ts'

const routeWith = (path: string, parameters: Parameter[]): Route => ({
  id: 'r',
  method: 'get',
  path,
  operation: { parameters, responses: {} },
})
const query = (name: string, examples: unknown[], required = false): Parameter => ({
  name,
  in: 'query',
  required,
  schema: { examples },
})

test('of mutually exclusive parameters only the first is sent', () => {
  const route = routeWith('/zones', [query('limit', []), query('zones', ['A']), query('near', ['1,2'])])
  expect(exampleRequest(route).url).toBe('/zones?zones=A')
})

test('every required parameter is sent, lists as repeated values', () => {
  const route = routeWith('/places', [query('t', ['day'], true), query('place', [['A, B', 'Wrocław']], true)])
  expect(exampleRequest(route).url).toBe('/places?t=day&place=A%2C+B&place=Wroc%C5%82aw')
})

test('a path parameter is placed in the path', () => {
  const route = routeWith('/zones/{zone}', [
    { name: 'zone', in: 'path', required: true, schema: { examples: ['A/1'] } },
  ])
  expect(exampleRequest(route).url).toBe('/zones/A%2F1')
})

test('the curl line is quoted for a shell', () => {
  const line = curlLine({ method: 'GET', url: "/a?q='$(x)&b", body: null }, 'http://h')
  expect(line).toBe("curl 'http://h/a?q='\\''$(x)&b'")
})

test('a text body is sent from a file unchanged', () => {
  const body = { type: 'text/plain', text: '' }
  expect(curlLine({ method: 'POST', url: '/parse', body }, 'http://h')).toBe(
    "curl -X POST -H 'Content-Type: text/plain' --data-binary '@product.txt' 'http://h/parse'",
  )
})
