import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../src/', import.meta.url))

test('the grammar imports nothing but itself', () => {
  const imports = globSync('*.ts', { cwd: folder }).flatMap((file) =>
    [...readFileSync(`${folder}${file}`, 'utf8').matchAll(/\bfrom '(.+?)'/g)].map(([, name = '']) => name),
  )
  expect(imports.length).toBeGreaterThan(100)
  expect(imports.filter((name) => !/^\.\/[a-z-]+\.ts$/.test(name))).toEqual([])
})
