// The tables of docs/features.md against what they list.
import { readFileSync } from 'node:fs'
import { parseSync } from 'rolldown/utils'
import { createControl } from 'tributary-sandbox/control.ts'
import { semanticFaults, transportFaults } from 'tributary-sandbox/faults/fault.ts'
import type { Sandbox } from 'tributary-sandbox/sandbox.ts'
import { expect, test } from 'vitest'
import { errorKinds } from '../../src/core/errors.ts'
import { defaultPolicy } from '../../src/pipeline/source.ts'

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

/** First cells of the table under this heading, each with the cell after it. */
function table(heading: string): (readonly [name: string, next: string])[] {
  const rows = new RegExp(`^\\| ${heading} \\|.*\\n\\|[- |]+\\n((?:\\|.*\\n)+)`, 'm').exec(page)?.[1] ?? ''
  return rows
    .trim()
    .split('\n')
    .flatMap((row) => {
      const [, names = '', next = ''] = row.split(/ ?\| ?/)
      return [...names.matchAll(/`(\w+)[^`]*`/g)].map(([, name = '']) => [name, next] as const)
    })
}

/** Members of interfaces, in order; each is an interface of a file of src. */
function membersOf(file: string, names: readonly string[]): string[] {
  const text = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8')
  return parseSync(file, text).program.body.flatMap((statement) => {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declared?.type !== 'TSInterfaceDeclaration' || !names.includes(declared.id.name)) return []
    return declared.body.body.flatMap((member) => {
      const name = 'key' in member && 'name' in member.key ? member.key.name : undefined
      return typeof name === 'string' ? [name] : []
    })
  })
}

test.each([
  ['route', 'define/route.ts', ['RouteBase', 'RouteDefinition']],
  ['collection', 'define/collection.ts', ['CollectionDefinition']],
  ['collector', 'define/collector.ts', ['Collector', 'AnswerCollector']],
  ['source', 'pipeline/source.ts', ['Source']],
  ['policy', 'pipeline/source.ts', ['Policy']],
  ['provider', 'pipeline/source.ts', ['Provider']],
  ['endpoint', 'pipeline/endpoint.ts', ['Endpoint']],
  ['kit', 'pipeline/source.ts', ['Kit']],
])('the table of a %s lists every field and no other', (heading, file, interfaces) => {
  const members = membersOf(file, interfaces)
  expect(members).not.toEqual([])
  expect(
    table(heading)
      .map(([name]) => name)
      .toSorted(),
  ).toEqual(members.toSorted())
})

test('the table of the policy has the default values, with units', () => {
  for (const [field, next] of table('policy')) {
    const [value, unit] = next.split(' ')
    expect([field, Number(value)]).toEqual([field, Reflect.get(defaultPolicy, field)])
    const expected = field.endsWith('Ms')
      ? /^ms$/
      : field.endsWith('Bytes')
        ? /^bytes$/
        : /^(requests|attempts|characters)$/
    expect(unit).toMatch(expected)
  }
})
