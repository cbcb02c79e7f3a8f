import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bundle, buildBundle } from '../../scripts/edge/build-bundle.ts'
import { faultsOf, gateBytes } from '../../scripts/edge/bundle-report.ts'
import { serveBundle } from '../../scripts/edge/serve-bundle.ts'

let folder: string
let bundle: Bundle

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-bundle-'))
  bundle = await buildBundle(folder)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('the bundle is below its size limit and contains nothing that needs Node', () => {
  expect(faultsOf(bundle)).toEqual([])
  expect(bundle.inputs.map(({ file }) => file)).toContain('src/entry/workers.ts')
})

test('all invalid variables are logged, and the caller learns nothing about them', async () => {
  const served = await serveBundle(bundle.script, { BUDGET_MS: 'soon', SUBREQUESTS: '0' })
  try {
    const response = await fetch(`${served.url}/v1/geocode?place=Annapolis`)
    expect(response.status).toBe(500)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    expect(await response.json()).toMatchObject({ code: 'internal', instance: '/v1/geocode' })
    await expect.poll(() => served.log.join('\n')).toMatch(/BUDGET_MS[\s\S]*SUBREQUESTS/)
  } finally {
    await served.close()
  }
})

test.each([
  ['its size', { gzipBytes: gateBytes + 1, inputs: [] }],
  ['a package', { gzipBytes: 1, inputs: [{ file: 'node_modules/undici/index.js', bytes: 1 }] }],
  [
    'a package within one',
    { gzipBytes: 1, inputs: [{ file: 'node_modules/a/node_modules/ioredis/b.js', bytes: 1 }] },
  ],
  ['a module of Node', { gzipBytes: 1, inputs: [{ file: 'node:net', bytes: 0 }] }],
])('a fault is found: %s', (_name, faulty) => {
  expect(faultsOf(faulty)).toHaveLength(1)
})
