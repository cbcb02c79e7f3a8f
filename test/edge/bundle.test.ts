import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildBundle } from '../../scripts/edge/build-bundle.ts'
import { faultsOf, gateBytes } from '../../scripts/edge/bundle-report.ts'

test('the bundle is within its gate, and holds nothing that only Node can run', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-bundle-'))
  try {
    const bundle = await buildBundle(folder)
    expect(faultsOf(bundle)).toEqual([])
    expect(bundle.inputs.map(({ file }) => file)).toContain('src/entry/workers.ts')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test.each([
  ['its size', { gzipBytes: gateBytes + 1, inputs: [] }],
  ['a package', { gzipBytes: 1, inputs: [{ file: 'node_modules/undici/index.js', bytes: 1 }] }],
  [
    'a package within one',
    { gzipBytes: 1, inputs: [{ file: 'node_modules/a/node_modules/pino/b.js', bytes: 1 }] },
  ],
  ['a module of Node', { gzipBytes: 1, inputs: [{ file: 'node:net', bytes: 0 }] }],
])('a fault is found: %s', (_name, bundle) => {
  expect(faultsOf(bundle)).toHaveLength(1)
})
