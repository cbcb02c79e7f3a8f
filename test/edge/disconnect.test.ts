// The law of disconnecting clients on workerd itself: the bundle that is deployed, one isolate.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { disconnectLaw, lawVariables } from '../support/disconnect-law.ts'
import { type Edge, openEdge } from './served-bundle.ts'

let edge: Edge
beforeAll(async () => {
  edge = await openEdge(lawVariables)
})
afterAll(() => edge?.close())

disconnectLaw({
  port: () => Number(new URL(edge.url).port),
  sandbox: () => edge.sandbox,
  lines: () => edge.lines(),
})

test('the platform logged no error', () => {
  expect(edge.complaints()).toEqual([])
})
