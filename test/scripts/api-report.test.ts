import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { reportApi } from '../../scripts/api-report.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-report-'))
  mkdirSync(join(folder, 'src'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function report(files: Record<string, string>, entries = ['main']): (string | undefined)[] {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const reports = reportApi(folder, entries)
  return entries.map((entry) => reports.get(entry))
}

test('a report has what an entry exports and the types that it mentions, and nothing else', () => {
  const [main] = report({
    'main.d.ts': "export { run as go, type Shape } from './src/run.js';\nexport { z } from 'zod';\n",
    'src/run.d.ts': [
      "import type { Size } from './size.js';",
      'export interface Shape {\n    size: Size;\n    unused: import("./size.js").Unit;\n}',
      'export declare function run(shape: Shape): void;',
      'export declare function run(): void;',
      'export declare function internal(): Unused;',
      'interface Unused {\n    a: 1;\n}',
    ].join('\n'),
    'src/size.d.ts': 'export type Size = { Other: 1 };\nexport type Unit = 1;\nexport type Other = 2;\n',
  })
  expect(main).toBe(
    [
      'export Shape',
      'export go',
      'export z of zod',
      '',
      'function run(): void;',
      'function run(shape: Shape): void;',
      'interface Shape {\n    size: Size;\n    unused: import("./size.js").Unit;\n}',
      'type Size = { Other: 1 };',
      'type Unit = 1;\n',
    ].join('\n'),
  )
})

test('comments and formatting are not part of a report', () => {
  const [main] = report({
    'main.d.ts': [
      '/** What it is. */',
      'export declare const kinds: {',
      '    /** A field. */',
      "    readonly title: 'Not found';",
      "    readonly blame: 'us'; // why",
      '};',
    ].join('\n'),
  })
  const lines = ['const kinds: {', '    readonly title: string;', "    readonly blame: 'us'; ", '};', '']
  expect(main).toBe(`export kinds\n\n${lines.join('\n')}`)
})

test('a type that the first entry reports is not repeated by the others', () => {
  const files = {
    'main.d.ts': 'export interface Shape {\n}\n',
    'other.d.ts':
      "import type { Shape } from './main.js';\nexport type { Shape };\nexport declare const a: Shape;\n",
  }
  expect(report(files, ['main', 'other'])[1]).toBe('export Shape\nexport a\n\nconst a: Shape;\n')
})
