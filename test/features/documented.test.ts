// The tables of docs/features.md against what they list.
import { readFileSync } from 'node:fs'
import { createControl } from 'tributary-sandbox/control.ts'
import { semanticFaults, transportFaults } from 'tributary-sandbox/faults/fault.ts'
import type { Sandbox } from 'tributary-sandbox/sandbox.ts'
import { expect, test } from 'vitest'
import { errorKinds } from '../../src/core/errors.ts'

const page = readFileSync(new URL('../../docs/features.md', import.meta.url), 'utf8')

test('the table of error codes is the one of the service', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d{3}) \| (.+) \|$/gm)].map(([, ...cells]) => cells)
  const kinds = Object.entries(errorKinds)
  expect(rows).toEqual(kinds.map(([code, { status, title }]) => [code, String(status), title]))
})

test('every control of the sandbox is listed, and every fault is named', () => {
  const listed = [...page.matchAll(/^\| `([A-Z]+ \/__sandbox\/\w+)` \|/gm)].map(([, control]) => control)
  const { routes } = createControl({} as Sandbox)
  const controls = routes.filter(({ method }) => method !== 'ALL')
  expect(listed.toSorted()).toEqual(controls.map(({ method, path }) => `${method} /__sandbox${path}`).sort())
  const faults = [...semanticFaults, ...transportFaults]
  expect(faults.filter((fault) => !page.includes(`\`${fault}\``))).toEqual([])
})
