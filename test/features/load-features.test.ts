import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadFeatures } from '../../src/entry/load-features.ts'
import { features as builtIn } from '../../src/features/index.ts'

const names = builtIn.map(({ name }) => name)
let folder: string
const at = (file: string): string => join(folder, file)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tributary-features-'))
  mkdirSync(at('mine'))
  cpSync('examples/customer/customer.ts', at('mine/customer.ts'))
  mkdirSync(at('empty'))
  writeFileSync(at('nothing.js'), 'export const x = 1\n')
  writeFileSync(at('broken.js'), "throw new Error('cannot be\\nread')\n")
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const namesOf = async (environment: Record<string, string>): Promise<string[]> =>
  (await loadFeatures(environment)).map(({ name }) => name)

test('without variables the built-in features are served', async () => {
  expect(await loadFeatures({})).toEqual(builtIn)
  expect(await loadFeatures({ FEATURES: '', BUILT_IN: '' })).toEqual(builtIn)
})

test('built-in features are selected by name, and `none` selects none', async () => {
  const chosen = names.slice(0, 2)
  expect(await namesOf({ BUILT_IN: chosen.toReversed().join(', ') })).toEqual(chosen)
  expect(await namesOf({ BUILT_IN: 'none' })).toEqual([])
})

test('a file, or all files of a folder, are loaded in addition, from any location', async () => {
  expect(await namesOf({ BUILT_IN: 'none', FEATURES: at('mine/customer.ts') })).toEqual(['customers'])
  expect(await namesOf({ BUILT_IN: names.at(-1) ?? '', FEATURES: at('mine') })).toEqual([
    names.at(-1),
    'customers',
  ])
})

test('each mistake is one line, and all are reported', async () => {
  const FEATURES = `${['gone.ts', 'nothing.js', 'broken.js', 'empty'].map(at).join()},no-such-package`
  await expect(loadFeatures({ BUILT_IN: 'unheard-of', FEATURES })).rejects.toMatchObject({
    faults: [
      `BUILT_IN: unheard-of is not one of ${names.join(', ')}, or none`,
      `FEATURES: ${at('gone.ts')}: there is no such file`,
      `FEATURES: ${at('nothing.js')}: it exports no feature: \`export const … = defineFeature(…)\``,
      `FEATURES: ${at('broken.js')}: cannot be`,
      `FEATURES: ${at('empty')}: there is no module in this folder`,
      'FEATURES: no-such-package: there is no such package',
    ],
  })
})
