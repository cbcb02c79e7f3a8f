import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, expectTypeOf, test } from 'vitest'
import type { ParsedProduct as Contract } from '../../../../src/sources/marine/schema.ts'
import type { ParsedProduct } from '../../../../src/sources/marine/text/parsed.ts'

const folder = fileURLToPath(new URL('../../../../src/sources/marine/text/', import.meta.url))

test('the grammar knows nothing but itself', () => {
  const imports = globSync('*.ts', { cwd: folder }).flatMap((file) =>
    [...readFileSync(`${folder}${file}`, 'utf8').matchAll(/\bfrom '(.+?)'/g)].map(([, name = '']) => name),
  )
  expect(imports.length).toBeGreaterThan(100)
  expect(imports.filter((name) => !/^\.\/[a-z-]+\.ts$/.test(name))).toEqual([])
})

test('what it makes of a text is what the contract says', () => {
  expectTypeOf<ParsedProduct>().toExtend<Contract>()
})
